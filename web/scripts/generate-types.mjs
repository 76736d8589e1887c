// Writes src/api/types.ts from the components.schemas of the server's openapi.yaml: npm run generate
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { ROOT } from './programs.mjs';

export const OPENAPI = join(ROOT, 'server/src/main/resources/openapi.yaml');
export const TYPES = join(ROOT, 'web/src/api/types.ts');

const MOST_TUPLE = 4;

const HEADER = '// Generated from openapi.yaml by `npm run generate`; do not edit.\n';

/**
 * The parts of JSON Schema that the contract uses.
 *
 * @typedef {object} Schema
 * @property {string} [$ref]
 * @property {string | string[]} [type]
 * @property {unknown[]} [enum]
 * @property {unknown} [const]
 * @property {Schema[]} [oneOf]
 * @property {Schema[]} [anyOf]
 * @property {Schema[]} [allOf]
 * @property {Schema} [items]
 * @property {Schema[]} [prefixItems]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {boolean | Schema} [additionalProperties]
 * @property {boolean} [nullable]
 * @property {number} [minItems]
 * @property {number} [maxItems]
 * @property {string} [description]
 */

/**
 * TypeScript for all schemas, in the order of the document.
 *
 * @param {string} yaml
 * @returns {string}
 */
export function generateTypes(yaml) {
  /** @type {{ components?: { schemas?: Record<string, Schema> } }} */
  const document = parse(yaml);
  const schemas = Object.entries(document.components?.schemas ?? {});
  return [HEADER, ...schemas.map(([name, schema]) => declaration(name, schema))].join('\n');
}

/**
 * @param {string} name
 * @param {Schema} schema
 */
function declaration(name, schema) {
  const type = typeOf(schema, '');
  const comment = commentOf(schema, '');
  return type.startsWith('{')
    ? `${comment}export interface ${name} ${type}\n`
    : `${comment}export type ${name} = ${type};\n`;
}

/**
 * @param {Schema} schema
 * @param {string} indent of the line that the type stands in
 * @returns {string}
 */
function typeOf(schema, indent) {
  const type = nonNullType(schema, indent);
  return schema.nullable === true && !type.split(' | ').includes('null') ? `${type} | null` : type;
}

/**
 * @param {Schema} schema
 * @param {string} indent
 * @returns {string}
 */
function nonNullType(schema, indent) {
  if (schema.$ref !== undefined) {
    return /** @type {string} */ (schema.$ref.split('/').pop());
  }
  if (schema.const !== undefined) {
    return literal(schema.const);
  }
  if (schema.enum !== undefined) {
    return union(schema.enum.map(literal));
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    return union(choices.map((choice) => typeOf(choice, indent)));
  }
  if (schema.allOf !== undefined) {
    return schema.allOf.map((part) => typeOf(part, indent)).join(' & ');
  }
  const types = Array.isArray(schema.type)
    ? schema.type
    : [schema.type ?? (schema.properties ? 'object' : 'unknown')];
  return union(types.map((type) => ofType(type, schema, indent)));
}

/**
 * @param {string} type
 * @param {Schema} schema
 * @param {string} indent
 * @returns {string}
 */
function ofType(type, schema, indent) {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'array': {
      if (schema.prefixItems !== undefined) {
        return `[${schema.prefixItems.map((item) => typeOf(item, indent)).join(', ')}]`;
      }
      const item = schema.items === undefined ? 'unknown' : typeOf(schema.items, indent);
      // A list that always has the same few items is a pair, a triple.
      if (
        schema.minItems !== undefined &&
        schema.minItems === schema.maxItems &&
        schema.minItems <= MOST_TUPLE
      ) {
        return `[${Array(schema.minItems).fill(item).join(', ')}]`;
      }
      return item.includes(' | ') || item.includes(' & ') ? `(${item})[]` : `${item}[]`;
    }
    case 'object':
      return objectOf(schema, indent);
    default:
      return 'unknown';
  }
}

/**
 * @param {Schema} schema
 * @param {string} indent
 * @returns {string}
 */
function objectOf(schema, indent) {
  if (schema.properties === undefined) {
    const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
    return `Record<string, ${typeOf(values, indent)}>`;
  }
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties).map(([name, property]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
    return `${commentOf(property, inner)}${inner}${key}${mark}: ${typeOf(property, inner)};\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

/** @param {string[]} types */
function union(types) {
  return [...new Set(types)].join(' | ');
}

/** @param {unknown} value */
function literal(value) {
  return typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value);
}

/**
 * @param {Schema} schema
 * @param {string} indent
 */
function commentOf(schema, indent) {
  const text = schema.description?.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
  return text ? `${indent}/** ${text} */\n` : '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TYPES, generateTypes(readFileSync(OPENAPI, 'utf8')));
}
