/** Types of problem details begin so (RFC 9457): a URN names the problem, and is not meant to be fetched. */
export const PROBLEM_TYPE = 'urn:cordon:problem:';
