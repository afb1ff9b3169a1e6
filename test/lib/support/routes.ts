import { allResources, type Templates } from './synthesize.ts';

interface Reference {
  readonly Ref?: string;
}

/** `METHOD /path` of every route, by the name of the API, in alphabetical order. */
export function routesOf(templates: Templates): Readonly<Record<string, readonly string[]>> {
  const all = allResources(templates);
  const propertiesOf = (stack: string, reference: unknown) => {
    const { Ref } = reference as Reference;
    const found = all.find((one) => one.stack === stack && one.logicalId === Ref);
    return found?.Properties ?? {};
  };
  /** A resource has its last part, and the one above; the root is no resource. */
  const pathOf = (stack: string, resource: unknown): string => {
    const { ParentId, PathPart } = propertiesOf(stack, resource);
    return typeof PathPart === 'string' ? `${pathOf(stack, ParentId)}/${PathPart}` : '';
  };
  const routes: Record<string, string[]> = {};
  for (const { stack, Type, Properties = {} } of all) {
    if (Type !== 'AWS::ApiGateway::Method') continue;
    const api = String(propertiesOf(stack, Properties['RestApiId'])['Name']);
    const route = `${String(Properties['HttpMethod'])} ${pathOf(stack, Properties['ResourceId'])}`;
    routes[api] = [...(routes[api] ?? []), route].toSorted();
  }
  return routes;
}
