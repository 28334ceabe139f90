import * as z from 'zod';
import { API_ROUTES, type ApiRoute } from './routes.ts';
import { ApiError } from './wire.ts';

type Json = Record<string, unknown>;

/** The HTTP API as an OpenAPI 3.1 document: of the routes and the schemas by which the functions parse and answer. */
export function openApi(): Json {
  const schemas: Json = { Error: schemaOf(ApiError, 'output') };
  const paths: Record<string, Json> = {};
  for (const route of API_ROUTES) {
    const operation = operationOf(route, (name, schema, io) => {
      schemas[name] = schemaOf(schema, io);
      return { $ref: `#/components/schemas/${name}` };
    });
    paths[route.path] = { ...paths[route.path], [route.method]: operation };
  }
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Countersign',
      version: '1.0',
      description:
        'The HTTP API of the pre-release review of frontier AI models, for vendors, agencies and the public.',
    },
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'An access token of a program of a vendor (client credentials), or of a person (code with PKCE).',
        },
      },
    },
  };
}

type Component = (name: string, schema: z.ZodType, io: 'input' | 'output') => Json;

function operationOf(route: ApiRoute, component: Component): Json {
  const { name, does, path, scope, query, body, answer, status = 200 } = route;
  const parameters = [...pathParameters(path), ...(query === undefined ? [] : queryParameters(query))];
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const content =
    answer instanceof z.ZodType
      ? { 'application/json': { schema: component(`${title}Answer`, answer, 'output') } }
      : { [answer.type]: {} };
  return {
    operationId: name,
    summary: does,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: component(`${title}Request`, body, 'input') } },
      },
    }),
    responses: {
      [status]: { description: does, content },
      default: {
        description: 'What is wrong, and what to do.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
    security: scope === null ? [] : [{ token: [`countersign/${scope}`] }],
  };
}

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const Properties = z.object({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })),
});

/** Each part of a query by itself. What is optional in the schema is so in the address. */
function queryParameters(query: z.ZodObject): Json[] {
  const { properties } = Properties.parse(z.toJSONSchema(query, { io: 'output' }));
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: query.shape[name]?.safeParse(undefined).success === false,
    ...(description !== undefined && { description }),
    schema,
  }));
}

/** A schema by itself; what it refers to are definitions within it, by their place in the document. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, reused: 'inline' });
  return rest;
}
