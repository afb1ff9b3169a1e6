import type { Disposition } from '../vocabulary.ts';
import type { AllowedReleases } from './channel-matrix.ts';
import type { DecisionFacts } from './facts.ts';
import { FACT_TYPES } from './fact-types.ts';
import type { Rule } from './rule.ts';

/** What a rule is asked about. */
export interface Request {
  readonly facts: DecisionFacts;
  readonly matrix: AllowedReleases;
  readonly disposition: Disposition;
}

/** Whether a rule applies to a request. */
export type Applies = (request: Request) => boolean;

/** An expression that the proof cannot follow; the rule is then asked of Cedar itself, case by case. */
export class UnsupportedExpressionError extends Error {
  override readonly name = 'UnsupportedExpressionError';
}

type Evaluate = (request: Request) => unknown;

/** The groups of dispositions, as the schema must declare them (schema-contract.ts). */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Action::release': ['as_is', 'encrypted', 'portal', 'deidentified'].map(actionUid),
  'Action::keep': ['quarantine', 'block'].map(actionUid),
};

/**
 * One rule as a function, from Cedar's JSON form, for proofs over more combinations of facts than Cedar can
 * be asked about. It knows the part of the language that rules about closed lists need. Decisions are
 * always Cedar's; the proof compares the two.
 *
 * @throws UnsupportedExpressionError
 */
export function compileRule({ json }: Rule): Applies {
  const scope = [
    compileScope(json.principal, { Var: 'principal' }),
    compileScope(json.action, { Var: 'action' }),
    compileScope(json.resource, { Var: 'resource' }),
  ];
  const conditions = json.conditions.map(({ kind, body }) => {
    const holds = compile(body);
    return (request: Request): boolean => (holds(request) === true) === (kind === 'when');
  });
  return (request) =>
    scope.every((part) => part(request) === true) && conditions.every((c) => c(request));
}

function compileScope(constraint: object, variable: object): Evaluate {
  const { op, entity, entities } = constraint as {
    readonly op?: unknown;
    readonly entity?: unknown;
    readonly entities?: unknown;
  };
  if (op === 'All') return () => true;
  if (op === '==') return compile({ '==': { left: variable, right: { Value: entity } } });
  const right = Array.isArray(entities)
    ? { Set: entities.map((one: unknown) => ({ Value: one })) }
    : { Value: entity };
  if (op === 'in') return compile({ in: { left: variable, right } });
  throw new UnsupportedExpressionError();
}

/** An expression is an object with one key, its operator. */
function compile(node: unknown): Evaluate {
  if (!isRecord(node)) throw new UnsupportedExpressionError();
  const [[operator, operand] = []] = Object.entries(node);
  if (operator === 'Value') return constant(operand);
  if (operator === 'Var') return variable(operand);
  if (operator === 'Set' && Array.isArray(operand)) {
    const members = operand.map(compile);
    return (request) => members.map((member) => member(request));
  }
  if (!isRecord(operand)) throw new UnsupportedExpressionError();
  if (operator === '.') return attribute(operand);
  if (operator === '!') {
    const arg = compile(operand['arg']);
    return (request) => arg(request) !== true;
  }
  if (operator === 'if-then-else') {
    const [test, then, otherwise] = ['if', 'then', 'else'].map((part) => compile(operand[part]));
    return (request) => (test?.(request) === true ? then : otherwise)?.(request);
  }
  const operation = OPERATIONS[operator ?? ''];
  if (operation === undefined) throw new UnsupportedExpressionError();
  const left = compile(operand['left']);
  const right = compile(operand['right']);
  return (request) => operation(left(request), () => right(request));
}

const OPERATIONS: Readonly<Record<string, (left: unknown, right: () => unknown) => boolean>> = {
  '&&': (left, right) => left === true && right() === true,
  '||': (left, right) => left === true || right() === true,
  '==': (left, right) => left === right(),
  '!=': (left, right) => left !== right(),
  in: (left, right) => [right()].flat().some((of) => left === of || isInGroup(left, of)),
  contains: (left, right) => Array.isArray(left) && left.includes(right()),
};

function isInGroup(member: unknown, group: unknown): boolean {
  return GROUPS[String(group)]?.includes(String(member)) ?? false;
}

/** An entity is compared by its name in text; two entities of a type are equal if their ids are. */
function constant(value: unknown): Evaluate {
  if (typeof value === 'boolean') return () => value;
  const entity = isRecord(value) && isRecord(value['__entity']) ? value['__entity'] : value;
  if (!isRecord(entity) || !('type' in entity) || !('id' in entity)) {
    throw new UnsupportedExpressionError();
  }
  const name = `${String(entity['type'])}::${String(entity['id'])}`;
  return () => name;
}

function variable(name: unknown): Evaluate {
  if (name === 'principal') return ({ facts }) => `Lane::${facts.lane}`;
  if (name === 'resource') return ({ facts }) => `Channel::${facts.channel}`;
  if (name === 'action') return ({ disposition }) => actionUid(disposition);
  throw new UnsupportedExpressionError();
}

/** `context.fact`, or `context.matrix.disposition`. */
function attribute({ left, attr }: Record<string, unknown>): Evaluate {
  if (isVariable(left, 'context')) {
    const fact = Object.keys(FACT_TYPES).find((name) => name === attr);
    if (fact === undefined) throw new UnsupportedExpressionError();
    const name = fact as keyof DecisionFacts;
    const type = FACT_TYPES[name];
    if (type === 'Bool') return ({ facts }) => facts[name];
    return ({ facts }) => `${type}::${String(facts[name])}`;
  }
  const of = isRecord(left) ? left['.'] : undefined;
  if (isRecord(of) && of['attr'] === 'matrix' && isVariable(of['left'], 'context')) {
    const way = String(attr) as keyof AllowedReleases;
    return ({ matrix }) => matrix[way];
  }
  throw new UnsupportedExpressionError();
}

function isVariable(node: unknown, name: string): boolean {
  return isRecord(node) && node['Var'] === name;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function actionUid(disposition: string): string {
  return `Action::${disposition}`;
}
