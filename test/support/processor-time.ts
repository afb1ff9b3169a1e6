/**
 * Starts to count the time that this process computes, without what others on the machine take of the processor.
 *
 * @returns tells the milliseconds since
 */
export function processorTime(): () => number {
  const start = process.cpuUsage();
  return () => process.cpuUsage(start).user / 1000;
}
