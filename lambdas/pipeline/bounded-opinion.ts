import type { Clock } from '../ports/clock.ts';
import type { Opinion, SecondOpinion } from '../ports/second-opinion.ts';

/**
 * A second opinion for the messages of one request: each text is asked about once, and no further question is begun
 * when the time for all of them is up. What was not asked has failed.
 */
export function boundedOpinion(
  opinion: SecondOpinion,
  clock: Clock,
  milliseconds: number,
): SecondOpinion {
  const started = clock.monotonic();
  const known = new Map<string, Promise<Opinion>>();
  const ask = async (text: string): Promise<Opinion> => {
    if (clock.monotonic() - started > milliseconds) return { spans: [], failure: 'timed_out' };
    try {
      return await opinion.ask(text);
    } catch {
      // Its message may quote the text.
      return { spans: [], failure: 'unavailable' };
    }
  };
  return {
    name: opinion.name,
    ask(text) {
      const answer = known.get(text) ?? ask(text);
      known.set(text, answer);
      return answer;
    },
  };
}
