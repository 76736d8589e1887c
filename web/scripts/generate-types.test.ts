// @vitest-environment node
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateTypes, OPENAPI, TYPES } from './generate-types.mjs';

const bodyOf = (yaml: string) => generateTypes(yaml).split('\n').slice(2).join('\n');
const schemas = (text: string) => `components:\n  schemas:\n${text}`;

describe('types from a contract', () => {
  it('have what is required, what is not, and what may be null', () => {
    expect(
      bodyOf(
        schemas(`
    Reading:
      description: One value.
      type: object
      required: [t, v]
      properties:
        t: { type: integer, description: Epoch milliseconds. }
        v: { type: [number, 'null'] }
        site: { type: string, nullable: true }
        a-b: { type: boolean }
`),
      ),
    ).toBe(`/** One value. */
export interface Reading {
  /** Epoch milliseconds. */
  t: number;
  v: number | null;
  site?: string | null;
  'a-b'?: boolean;
}
`);
  });

  it.each([
    ['{ type: string, enum: [ok, stale] }', "'ok' | 'stale'"],
    ['{ const: loading }', "'loading'"],
    ["{ $ref: '#/components/schemas/Sensor' }", 'Sensor'],
    ["{ oneOf: [{ $ref: '#/a/Site' }, { type: 'null' }] }", 'Site | null'],
    ["{ allOf: [{ $ref: '#/a/Site' }, { $ref: '#/a/Named' }] }", 'Site & Named'],
    ["{ type: array, items: { type: [number, 'null'] } }", '(number | null)[]'],
    ["{ type: array, items: { $ref: '#/a/Sensor' } }", 'Sensor[]'],
    ['{ type: array, prefixItems: [{ type: integer }, { type: integer }] }', '[number, number]'],
    ['{ type: array, minItems: 2, maxItems: 2, items: { type: integer } }', '[number, number]'],
    ['{ type: object, additionalProperties: { type: string } }', 'Record<string, string>'],
    ['{ description: anything }', 'unknown'],
  ])('%s is %s', (schema, type) => {
    expect(bodyOf(schemas(`    X: ${schema}\n`))).toContain(`export type X = ${type};`);
  });

  it('of the page are those of the server, once it has a contract', () => {
    const written = readFileSync(TYPES, 'utf8');
    expect(written).toBe(existsSync(OPENAPI) ? generateTypes(readFileSync(OPENAPI, 'utf8')) : written);
  });
});
