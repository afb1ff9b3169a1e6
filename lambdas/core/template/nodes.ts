/** What a template is made of once it is read: nothing in it can run but what is listed here. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression; readonly isRaw: boolean }
  | {
      readonly kind: 'block';
      readonly block: BlockKind;
      readonly value: Expression;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | {
      readonly kind: 'partial';
      readonly name: string;
      /** What it is shown with; absent: whatever it stands in. */
      readonly value?: Expression;
      readonly indent: string;
    };

/** `section`: `{{#name}}`, which is each, with or if by what the name stands for. */
export type BlockKind = 'if' | 'ifOrZero' | 'unless' | 'each' | 'with' | 'section';

export type Expression =
  | {
      readonly kind: 'path';
      /** Scopes to go up first. */
      readonly up: number;
      readonly names: readonly string[];
    }
  /** `@index` and its like, of the loop that is so many loops further out. */
  | { readonly kind: 'loop'; readonly up: number; readonly name: LoopName }
  /** `@root`. */
  | { readonly kind: 'root'; readonly names: readonly string[] }
  | { readonly kind: 'literal'; readonly value: Scalar | undefined }
  | {
      readonly kind: 'call';
      readonly helper: HelperName;
      readonly values: readonly Expression[];
    };

export type Scalar = string | number | boolean | null;

export const LOOP_NAMES = ['index', 'key', 'first', 'last'] as const;
export type LoopName = (typeof LOOP_NAMES)[number];

/**
 * Helpers beyond Handlebars' own, as SendGrid has them, with how many values each takes (Twilio SendGrid
 * documentation, Using Handlebars).
 */
export const HELPERS = {
  equals: [2, 2],
  notEquals: [2, 2],
  greaterThan: [2, 2],
  lessThan: [2, 2],
  and: [2, 16],
  or: [2, 16],
  length: [1, 1],
  insert: [1, 2],
  formatDate: [2, 3],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;
export type HelperName = keyof typeof HELPERS;

/** A part of a template, read. */
export interface TemplateProgram {
  readonly nodes: readonly TemplateNode[];
  /** Defined in the part itself (`{{#* inline "name"}}`); there are no others. */
  readonly partials: ReadonlyMap<string, readonly TemplateNode[]>;
}
