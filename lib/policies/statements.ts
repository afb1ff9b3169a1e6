import {
  AccountRootPrincipal,
  type Conditions,
  Effect,
  type IPrincipal,
  PolicyStatement,
  StarPrincipal,
} from 'aws-cdk-lib/aws-iam';

/** A function's powers: what it may do, and what it may not do whatever else is attached to its role. */
export interface FunctionPolicy {
  readonly allows: readonly PolicyStatement[];
  readonly denies: readonly PolicyStatement[];
}

/** For a function's own policy. The `sid` says in words what it is for. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Conditions,
): PolicyStatement {
  return statement(Effect.ALLOW, sid, actions, resources, conditions);
}

export function deny(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Conditions,
): PolicyStatement {
  return statement(Effect.DENY, sid, actions, resources, conditions);
}

function statement(
  effect: Effect,
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Conditions,
): PolicyStatement {
  return new PolicyStatement({
    effect,
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });
}

interface OnResource {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
}

/**
 * For a resource's own policy: gives the account's IAM policies the say over these actions, for the
 * principals that the conditions leave. Both must then allow: this statement and the caller's own policy.
 */
export function delegateToAccount(props: OnResource): PolicyStatement {
  return onResource(Effect.ALLOW, new AccountRootPrincipal(), props);
}

/** For a resource's own policy: nobody, whatever is attached to them. */
export function denyEverybody(props: OnResource): PolicyStatement {
  return onResource(Effect.DENY, new StarPrincipal(), props);
}

/** For a resource's own policy: nobody but these roles, whatever is attached to the others. */
export function denyAllBut(roleArns: readonly string[], props: OnResource): PolicyStatement {
  return denyEverybody({
    ...props,
    // A negated operator also matches a request without the key: a service is no role, and is refused too.
    conditions: { ...props.conditions, ArnNotEquals: { 'aws:PrincipalArn': [...roleArns] } },
  });
}

function onResource(effect: Effect, principal: IPrincipal, props: OnResource): PolicyStatement {
  return new PolicyStatement({
    effect,
    sid: props.sid,
    principals: [principal],
    actions: [...props.actions],
    resources: [...props.resources],
    ...(props.conditions === undefined ? {} : { conditions: props.conditions }),
  });
}
