import * as z from 'zod';
import { CommandError } from '../commands/running-gateway.ts';
import { callGateway } from '../gateway/call.ts';
import { findGateway } from '../gateway/read-decisions.ts';

export interface GatewayOptions {
  readonly data: string;
  readonly url?: string;
}

/** Asks the gateway's ledger. @throws CommandError with a sentence that says what to do */
export class LedgerGateway {
  readonly #url: string;
  readonly #key: string;

  private constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  static async find(options: GatewayOptions): Promise<LedgerGateway> {
    const { url, key } = await findGateway(options);
    return new LedgerGateway(url, key);
  }

  /** A whole answer, by its schema. */
  async json<T>(
    path: string,
    schema: z.ZodType<T>,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<T> {
    const response = await this.get(path, query);
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) throw this.#stranger();
    return parsed.data;
  }

  async get(
    path: string,
    query: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Response> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) search.set(name, value);
    }
    const where = `${this.#url}/v1/ledger/${path}?${search.toString()}`;
    const response = await callGateway(where, this.#key, { timeoutMs: 60_000 }).catch(
      (error: unknown) => {
        if (error instanceof CommandError) throw error;
        throw new CommandError(`Nothing answers at ${this.#url}; is the gateway running?`);
      },
    );
    if (response.ok) return response;
    const body = problemSchema.safeParse(await response.json().catch(() => undefined));
    if (!body.success) throw this.#stranger();
    const { title, detail, errors = [] } = body.data;
    const what = errors.map(({ field, message }) => `--${field.slice(1)} ${message}`);
    throw new CommandError([`${title}.`, detail, ...what].filter(Boolean).join(' '));
  }

  #stranger(): CommandError {
    return new CommandError(
      `What answers at ${this.#url} is not a Cordon gateway of this version.`,
    );
  }
}

const problemSchema = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
