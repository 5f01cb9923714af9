import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAttributeMetadata } from '../attribute-metadata.ts'
import { countsOf, stateVectorOf } from '../circuit-results.ts'
import { loadEntities, readEntities } from '../entities.ts'
import { FormatError } from '../format-error.ts'
import { readGraph } from '../graphs.ts'
import { dictDeserializer } from '../typed-text.ts'
import { readLabels, readPoints } from '../vectors.ts'
import { zipEntries, zipOf } from '../zip.ts'
import { archiveOf, sourceOf } from './sources.ts'

/** Each file with what reads it, as a plugin would. */
const json = '[{"ID":"a","href":"","x":1.5,"tags":["r","ü"]},\n{"ID":"b","href":"","x":-2e3,"tags":[]}]\n'
const table = '"ID","href","x"\r\n"a","","1"\r\n"b\nc","","2,5"\r\n'
const metadata = '[{"ID":"x","type":"number","multiple":"yes"},{"ID":"tags","multiple":true,"separator":"|"}]'
const graph = '{"GRAPH_ID":"g","type":"tree","entities":["a",{"ID":"b"}],"relations":[{"source":"a","target":"b"}]}'
const result = '{"ID":"r","00":3,"11":1,"0":"(0.5+0j)"}'

type Reading = Readonly<{ content: Uint8Array; read: (bytes: Uint8Array) => Promise<unknown> }>

const reading = (content: string, read: (bytes: Uint8Array) => Promise<unknown>): Reading => ({
  content: Buffer.from(content),
  read,
})
const graphIn = async (bytes: Uint8Array) => {
  for await (const one of loadEntities(sourceOf(bytes, 'application/json', { pieces: [50] }))) readGraph(one)
}

/** Bytes changed, taken away, doubled and put in, as broken disks and careless editors do. */
const change = fc.record({
  at: fc.nat(),
  drop: fc.nat(6),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc
      .constantFrom('"', '{', '}', '[', ']', ',', '\\', '\n', '\u0000', '"ID":', '1e999', 'null')
      .map((text) => Buffer.from(text)),
  ),
})

function mutated(content: Uint8Array, changes: readonly { at: number; drop: number; put: Uint8Array }[]): Uint8Array {
  return changes.reduce<Uint8Array>((bytes, { at, drop, put }) => {
    const place = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + drop)])
  }, content)
}

const readings: Readonly<Record<string, Reading>> = {
  json: reading(json, (bytes) => readEntities(sourceOf(bytes, 'application/json', { pieces: [40] }))),
  lines: reading(json.replace(/^\[|\]|,$/gm, ''), (bytes) => readEntities(sourceOf(bytes, 'application/x-lines+json'))),
  csv: reading(table, (bytes) => readEntities(sourceOf(bytes, 'text/csv'))),
  points: reading(table, (bytes) => readPoints(sourceOf(bytes, 'text/csv'))),
  labels: reading('ID,label\na,1\nb,2\n', (bytes) => readLabels(sourceOf(bytes, 'text/csv'))),
  graph: reading(graph, graphIn),
  metadata: reading(metadata, async (bytes) => {
    const known = await readAttributeMetadata(loadEntities(sourceOf(bytes, 'application/json')))
    return dictDeserializer(known)({ x: '1;2', tags: 'a|b', other: '' })
  }),
  circuit: reading(result, async (bytes) => {
    for (const entity of await readEntities(sourceOf(bytes, 'application/json')))
      [countsOf(entity), stateVectorOf(entity)]
  }),
}
const runs = process.env.LYCEUM_TEST_LONG ? 20_000 : 125

for (const [name, { content, read }] of Object.entries(readings)) {
  test(`RUN-5.11 a ${name} file that was damaged is read, or refused with a reason`, { timeout: 60_000 }, async () => {
    const property = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      await orFormatError(read(mutated(content, changes)))
    })
    await fc.assert(property, { numRuns: runs })
  })
}

test('R-V8 an archive that was damaged is read, or refused with a reason', { timeout: 60_000 }, async (t) => {
  const whole = Buffer.concat(
    await Array.fromAsync(
      zipOf([
        ['a.json', json],
        ['b/c.csv', table],
      ]),
    ),
  )
  const property = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
    const file = await archiveOf(t, mutated(whole, changes))
    const readAll = async () => {
      for await (const entry of zipEntries(file)) await orFormatError(entry.bytes())
    }
    await orFormatError(readAll())
  })
  await fc.assert(property, { numRuns: runs })
})

async function orFormatError(promise: Promise<unknown>): Promise<void> {
  await promise.catch((error) => assert.ok(error instanceof FormatError, error?.stack))
}
