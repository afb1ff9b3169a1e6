/** The one stage of each API: with it begins each path under the names that API Gateway itself gives. */
export const STAGE = 'live';
