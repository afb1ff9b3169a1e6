/** Byte-sized cluster ids: 0 stands for a word without one. */
const CLUSTERS = 255;
const DIMENSIONS = 100;
const ROUNDS = 12;
/** The most frequent words make the groups; rarer ones, whose vectors are less sure, join them. */
const MAKING = 40_000;

/**
 * Sorts words by how they are used: k-means over the directions of their vectors. Starts from words spread over
 * the frequency list, so that no chance is in it; sums in a fixed order, so that every machine gets the same.
 */
export function clusterWords(vectors: ReadonlyMap<string, readonly number[]>): Map<string, number> {
  const words = [...vectors.keys()];
  const points = new Float64Array(words.length * DIMENSIONS);
  words.forEach((word, at) => {
    points.set(unit(vectors.get(word) ?? []), at * DIMENSIONS);
  });
  const making = Math.min(MAKING, words.length);
  const centers = new Float64Array(CLUSTERS * DIMENSIONS);
  for (let cluster = 0; cluster < CLUSTERS; cluster++) {
    const word = Math.floor(((cluster + 0.5) * making * 0.5) / CLUSTERS);
    centers.set(points.subarray(word * DIMENSIONS, (word + 1) * DIMENSIONS), cluster * DIMENSIONS);
  }
  const assigned = new Uint8Array(words.length);
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at < making; at++) assigned[at] = nearest(points, at, centers);
    centers.fill(0);
    for (let at = 0; at < making; at++) {
      const [from, to] = [at * DIMENSIONS, (assigned[at] ?? 0) * DIMENSIONS];
      for (let d = 0; d < DIMENSIONS; d++)
        centers[to + d] = (centers[to + d] ?? 0) + (points[from + d] ?? 0);
    }
    for (let cluster = 0; cluster < CLUSTERS; cluster++) {
      const center = centers.subarray(cluster * DIMENSIONS, (cluster + 1) * DIMENSIONS);
      center.set(unit(center));
    }
  }
  for (let at = making; at < words.length; at++) assigned[at] = nearest(points, at, centers);
  return new Map(words.map((word, at) => [word, (assigned[at] ?? 0) + 1]));
}

function unit(vector: ArrayLike<number>): Float64Array {
  let sum = 0;
  for (let d = 0; d < DIMENSIONS; d++) sum += (vector[d] ?? 0) ** 2;
  const length = Math.sqrt(sum);
  return Float64Array.from({ length: DIMENSIONS }, (_, d) =>
    length === 0 ? 0 : (vector[d] ?? 0) / length,
  );
}

function nearest(points: Float64Array, at: number, centers: Float64Array): number {
  let best = 0;
  let most = -Infinity;
  const from = at * DIMENSIONS;
  for (let cluster = 0; cluster < CLUSTERS; cluster++) {
    const base = cluster * DIMENSIONS;
    let sum = 0;
    for (let d = 0; d < DIMENSIONS; d++) sum += (points[from + d] ?? 0) * (centers[base + d] ?? 0);
    if (sum > most) {
      most = sum;
      best = cluster;
    }
  }
  return best;
}
