/** The syntax tree as `@handlebars/parser` makes it, as far as it is used. Its own types say less. */
export type ParsedStatement = ParsedContent | ParsedMustache | ParsedBlock | ParsedPartial | Other;

interface Located {
  readonly loc: { readonly start: { readonly line: number } };
}

interface ParsedContent extends Located {
  readonly type: 'ContentStatement';
  readonly value: string;
}

export interface ParsedMustache extends Located, ParsedCall {
  readonly type: 'MustacheStatement';
  readonly escaped: boolean;
}

export interface ParsedBlock extends Located, ParsedCall {
  readonly type: 'BlockStatement' | 'DecoratorBlock';
  /** Null or absent where the block has only the other part. */
  readonly program?: ParsedProgram | null;
  readonly inverse?: ParsedProgram | null;
}

export interface ParsedPartial extends Located {
  readonly type: 'PartialStatement';
  readonly name: ParsedExpression;
  readonly params: readonly ParsedExpression[];
  readonly hash?: ParsedHash | null | undefined;
  readonly indent?: string;
}

interface Other extends Located {
  readonly type: 'CommentStatement' | 'PartialBlockStatement' | 'Decorator';
}

export interface ParsedProgram {
  readonly body: readonly ParsedStatement[];
  readonly blockParams?: readonly string[] | null;
}

export interface ParsedCall {
  readonly path: ParsedExpression;
  readonly params: readonly ParsedExpression[];
  readonly hash?: ParsedHash | null | undefined;
}

export interface ParsedHash {
  readonly pairs: readonly { readonly key: string; readonly value: ParsedExpression }[];
}

export type ParsedExpression =
  | {
      readonly type: 'PathExpression';
      readonly data: boolean;
      readonly depth: number;
      /** A part that is computed is no text. */
      readonly parts: readonly unknown[];
      readonly original: string;
    }
  | ({ readonly type: 'SubExpression' } & ParsedCall)
  | {
      readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral';
      readonly value: string | number | boolean;
    }
  | { readonly type: 'NullLiteral' | 'UndefinedLiteral' };
