type Work = () => unknown;

const afterTest = new Set<Work>();
const afterFile = new Set<Work>();

/** Has this done when the test that runs is over. */
export function doAfterTest(work: Work): void {
  afterTest.add(work);
}

/** Has this done when the tests of the file that runs are over. */
export function doAfterFile(work: Work): void {
  afterFile.add(work);
}

/** All that is to be done after a test, even when some of it fails. @throws the first failure */
export function runAfterTest(): Promise<void> {
  return runAll(afterTest);
}

/** All that is to be done after a file, even when some of it fails. @throws the first failure */
export function runAfterFile(): Promise<void> {
  return runAll(afterFile);
}

async function runAll(works: Set<Work>): Promise<void> {
  const all = [...works];
  works.clear();
  const results = await Promise.allSettled(all.map(async (work) => work()));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
