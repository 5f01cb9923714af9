import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  attributeMetadataOf,
  metadataToEntity,
  readAttributeMetadata,
  refTargetOf,
  usualMetadata,
} from '../attribute-metadata.ts'
import {
  deserialize,
  dictDeserializer,
  dictSerializer,
  readBoolean,
  serialize,
  tupleDeserializer,
  tupleSerializer,
} from '../typed-text.ts'

const types = ['null', 'boolean', 'integer', 'number', 'string', 'url', 'ref', 'my-own'] as const

/** Texts as this program writes them, none of which is blank or holds the separator. */
const canonical = {
  null: fc.constant(''),
  boolean: fc.boolean().map(String),
  integer: fc.maxSafeInteger().map((value) => String(value === 0 ? 0 : value)),
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value === 0 ? 0 : value)),
  string: fc.stringMatching(/^[a-zü ,"]{0,8}[a-zü]$/),
  url: fc.webUrl().filter((url) => !/[;|]/.test(url)),
  ref: fc.stringMatching(/^[a-z0-9]{1,9}$/),
  'my-own': fc.stringMatching(/^[a-z{}]{1,9}$/),
}

test('RUN-9.3.2 text becomes a value and the same text again, for each type, alone or several, with any separator', () => {
  for (const type of types) {
    const property = fc.property(
      fc.array(canonical[type], { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom(';', '|', ' ~ '),
      (texts, ordered, separator) => {
        const single = { ...usualMetadata('x'), type, separator }
        assert.equal(serialize(deserialize(texts[0] ?? '', single), single), texts[0])
        const several = { ...single, multiple: true, ordered }
        if (type === 'null') return
        const joined = texts.join(separator)
        const values = deserialize(joined, several)
        if (ordered) assert.equal(serialize(values, several), joined)
        else assert.deepEqual(new Set(serialize(values, several).split(separator)), new Set(texts))
        assert.deepEqual(deserialize(serialize(values, several), several), values)
      },
    )
    fc.assert(property, { numRuns: 50 })
  }
})

test('RUN-7.3 blank numbers are null, blank texts of several values are none at all', () => {
  const number = { ...usualMetadata('x'), type: 'number' }
  assert.equal(deserialize(' ', number), null)
  assert.equal(deserialize(' 1e3 ', number), 1000)
  assert.deepEqual(deserialize('1;;2', { ...number, multiple: true, ordered: true }), [1, null, 2])
  assert.deepEqual(deserialize(' ', { ...number, multiple: true }), new Set())
  assert.equal(deserialize('', usualMetadata('x')), '')
})

test('RUN-9.3.4 words for yes and no are known in any case, and others are an error', () => {
  for (const word of ['1', 'true', ' T ', 'Yes', 'y', 'ON', true]) assert.equal(readBoolean(word), true)
  for (const word of ['0', 'False', 'f', 'no', 'N', 'off', 'NULL', 'nil', 'None', false])
    assert.equal(readBoolean(word), false)
  for (const word of ['', ' ', null, undefined]) assert.equal(readBoolean(word), null)
  for (const word of ['maybe', '2', 'tru', 'constructor']) assert.throws(() => readBoolean(word), /no truth value/)
})

test('RUN-7.3 what is no value of its type is refused by the name of its attribute', () => {
  const of = (type: string) => ({ ...usualMetadata('age'), type })
  assert.throws(() => deserialize('ten', of('number')), /“ten” of the attribute “age” is no number/)
  assert.throws(() => deserialize('0x10', of('number')), /is no number/)
  assert.throws(() => deserialize('1.5', of('integer')), /is no whole number/)
  assert.throws(() => deserialize('9007199254740993', of('integer')), /whole number that a double holds exactly/)
  assert.throws(() => deserialize('perhaps', of('boolean')), /attribute “age”.*truth value/)
  assert.throws(() => serialize(['a;b'], { ...of('string'), multiple: true }), /holds “;”/)
  assert.throws(() => serialize([['a']], { ...of('string'), multiple: true }), /values within values/)
})

test('RUN-9.3.3 metadata become a dictionary and metadata again, and keys that nobody knows stay', () => {
  const entity = {
    ID: 'tags',
    type: 'string',
    multiple: 'True',
    separator: '|',
    colour: { deep: 1 },
    href: 'x',
    refTarget: 'a.zip:b.json',
  }
  const metadata = attributeMetadataOf(entity)
  assert.deepEqual(metadata.extra, { colour: { deep: 1 }, href: 'x' })
  assert.equal(metadata.multiple, true)
  assert.equal(metadata.title, 'tags')
  assert.deepEqual(attributeMetadataOf(metadataToEntity(metadata)), metadata)
  assert.equal(metadataToEntity(metadata).colour, entity.colour)
  assert.deepEqual(refTargetOf(metadata), { file: 'a.zip', entry: 'b.json' })
  assert.deepEqual(refTargetOf({ ...metadata, refTarget: 'b.json' }), { file: 'b.json', entry: null })
  assert.equal(refTargetOf(usualMetadata('x')), null)
  assert.throws(() => attributeMetadataOf({ type: 'string' }), /without the name of an attribute/)
})

test('RUN-5.11 whole rows get their types, and become texts again', async () => {
  const metadata = await readAttributeMetadata([
    { ID: 'size', type: 'integer' },
    { ID: 'tags', multiple: true },
    { ID: 'list', multiple: true, ordered: 'yes', separator: ',' },
  ])
  const texts = { ID: '007', size: '3', tags: 'a;b', list: 'b,a,b', other: '1' }
  const values = { ID: '007', size: 3, tags: new Set(['a', 'b']), list: ['b', 'a', 'b'], other: '1' }
  const attributes = Object.keys(texts)

  assert.deepEqual(dictDeserializer(metadata)(texts), values)
  assert.deepEqual(dictSerializer(metadata)(values), texts)
  assert.deepEqual(tupleDeserializer(attributes, metadata)(Object.values(texts)), Object.values(values))
  assert.deepEqual(tupleSerializer(attributes, metadata)(Object.values(values)), Object.values(texts))
  assert.deepEqual(dictDeserializer(metadata)({ tags: ['a', 'a'], size: 4, list: null }), {
    tags: new Set(['a']),
    size: 4,
    list: null,
  })
})
