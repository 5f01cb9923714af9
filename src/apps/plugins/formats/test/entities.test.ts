import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { loadEntities, loadTable, readAttributes, readEntities, saveEntities } from '../entities.ts'
import { type Entity, ensureDict, ensureTuple } from '../rows.ts'
import { sourceOf, written } from './sources.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'B', '"', ',', ';', '\n', '\r\n', ' ', 'ü', '😀', '\\', '{', ']') })
const name = fc.constantFrom('size', 'a b', '__proto__', 'constructor', 'dim10', 'toString', 'ä"x')
const value = fc.oneof(word, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null))
const entity = fc
  .tuple(word, fc.dictionary(name, fc.oneof(value, fc.array(value, { maxLength: 3 })), { maxKeys: 4 }))
  .map(([ID, rest]) => ({ ID, href: '', ...rest }))
const pieces = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })
const same = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('RUN-9.3.1 entities that were written as JSON or JSON lines are read as they were, however the file is cut up', async () => {
  const property = fc.asyncProperty(
    fc.array(entity),
    fc.constantFrom('application/json', 'application/X-lines+json'),
    pieces,
    async (entities, type, sizes) => {
      const text = await written(saveEntities(entities, type))
      assert.ok(text.endsWith('\n') || text === '')
      assert.deepEqual(await readEntities(sourceOf(text, type, { pieces: sizes })), same(entities))
    },
  )
  await fc.assert(property)
})

test('RUN-9.3.1 a table gives tuples again, with the attributes in the same order', async () => {
  const property = fc.asyncProperty(fc.uniqueArray(name), fc.array(word), pieces, async (names, words, sizes) => {
    const attributes = ['ID', 'href', ...names]
    const rows = words.map((ID, at) => [ID, '', ...names.map((_, column) => words[(at + column) % words.length])])
    const text = await written(saveEntities(rows, 'text/csv', { attributes }))
    const table = await loadTable(sourceOf(text, 'text/csv', { pieces: sizes }))
    assert.deepEqual(table.attributes, attributes)
    assert.deepEqual(await Array.fromAsync(table.tuples), rows)
  })
  await fc.assert(property)
})

test('RUN-7.2 one entity is written in the three forms as the specification shows it', async () => {
  const one = { ID: 'p1', href: '', size: 3, tags: ['a', 'b'] }
  assert.equal(
    await written(saveEntities([one], 'application/json')),
    '[{"ID":"p1","href":"","size":3,"tags":["a","b"]}]\n',
  )
  assert.equal(
    await written(saveEntities([one], 'application/X-lines+json; charset=utf-8')),
    '{"ID":"p1","href":"","size":3,"tags":["a","b"]}\n',
  )
  const attributes = ['ID', 'href', 'size', 'tags']
  assert.equal(
    await written(saveEntities([one], 'text/csv', { attributes })),
    '"ID","href","size","tags"\r\n"p1","","3","a;b"\r\n',
  )
  assert.equal(
    await written(saveEntities([{ ...one, tags: new Set(['a']), size: Number.NaN }], 'application/json')),
    '[{"ID":"p1","href":"","size":null,"tags":["a"]}]\n',
  )
  await assert.rejects(written(saveEntities([one], 'text/csv')), /order of its attributes/)
  await assert.rejects(
    written(saveEntities([one], 'text/csv', { attributes: ['ID'] })),
    /“p1” has the attribute “href”/,
  )
  await assert.rejects(written(saveEntities([{ ID: { a: 1 } }], 'text/csv', { attributes: ['ID'] })), /values within/)
})

test('RUN-7.2 a single object, a mark at the start, blanks and empty lines are read', async () => {
  const readings: readonly [text: string, type: string, entities: readonly Entity[]][] = [
    ['{"ID":"a"}', 'application/json', [{ ID: 'a' }]],
    ['\uFEFF [ {"ID":"a"} ,\n{"ID":"b"}] \n', 'APPLICATION/JSON;charset=UTF-8', [{ ID: 'a' }, { ID: 'b' }]],
    ['[]', 'application/json', []],
    ['', 'application/x-lines+json', []],
    ['{"ID":"a"}\r\n\r\n{"ID":"b"}', 'application/x-lines+json', [{ ID: 'a' }, { ID: 'b' }]],
    ['[{"ID":"a"},\n{"ID":"b"}]', 'application/x-lines+json', [{ ID: 'a' }, { ID: 'b' }]],
    [
      'ID;x\na;"1\n2"\n\nb;3\n',
      'text/csv',
      [
        { ID: 'a', x: '1\n2' },
        { ID: 'b', x: '3' },
      ],
    ],
    ['"ID"\t"x"\r"a"\t"1,5"', 'text/csv', [{ ID: 'a', x: '1,5' }]],
    ['ID,x\na,', 'application/csv', [{ ID: 'a', x: '' }]],
    ['', 'text/csv', []],
    ['\uFEFFID,x', 'text/csv', []],
  ]
  for (const [text, type, entities] of readings) {
    for (const size of [1, 3, 1000]) {
      assert.deepEqual(await readEntities(sourceOf(text, type, { pieces: [size] })), entities, JSON.stringify(text))
    }
  }
})

test('RUN-7.2 RUN-10.3 text is UTF-8 where nothing else is said, and what its type or its mark says otherwise', async () => {
  const latin = Buffer.from('ID,x\na,ü\n', 'latin1')
  assert.deepEqual(await readEntities(sourceOf(latin, 'text/csv; charset="ISO-8859-1"')), [{ ID: 'a', x: 'ü' }])
  await assert.rejects(readEntities(sourceOf(latin, 'text/csv')), /“sample” cannot be read: it is not written in utf-8/)
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('ID,x\na,ü\n', 'utf16le')])
  assert.deepEqual(await readEntities(sourceOf(wide, 'text/csv', { pieces: [1] })), [{ ID: 'a', x: 'ü' }])
  await assert.rejects(readEntities(sourceOf('[]', 'application/json; charset=klingon')), /charset “klingon”/)
  const cut = Buffer.from('[{"ID":"ü"}]').subarray(0, 9)
  await assert.rejects(readEntities(sourceOf(cut, 'application/json')), /it is not written in utf-8/)
})

test('RUN-7.2 what is wrong in a file is said with its name and place', async () => {
  const mistakes: readonly [text: string, type: string, words: RegExp][] = [
    ['', 'application/json', /“sample” cannot be read: it is empty or no JSON/],
    ['[{"ID":1},{"ID":2]', 'application/json', /cut off behind entity 1/],
    ['[{"ID":1},{"ID":}]', 'application/json', /entity 2 is no JSON/],
    ['[{"ID":1} {"ID":2}]', 'application/json', /comma is missing behind entity 1/],
    ['[{"ID":1},]', 'application/json', /entity 2 should be an object, and begins with “]”/],
    ['[[1]]', 'application/json', /entity 1 should be an object/],
    ['"text"', 'application/json', /should be an object/],
    ['{"ID":1}\n{"ID":2}', 'application/json', /another object .* application\/X-lines\+json/],
    ['[{"ID":1}] x', 'application/json', /more behind its end: “x”/],
    ['{"ID":1}\n{"ID":', 'application/x-lines+json', /cut off behind entity 1/],
    ['ID,x\na\n', 'text/csv', /row 2 has 1 cells, the header has 2/],
    ['ID,x\na,1,2\n', 'text/csv', /row 2 has 3 cells/],
    ['ID,x,x\n', 'text/csv', /two columns are called “x”/],
    ['ID,x\na,"1', 'text/csv', /quote is opened in row 2 and never closed/],
    ['ID,x\na,"1"2\n', 'text/csv', /quote is out of place in row 2/],
    ['ID,x\na,1"2\n', 'text/csv', /quote is out of place in row 2/],
    ['%PDF', 'application/pdf', /its type is “application\/pdf”/],
  ]
  for (const [text, type, words] of mistakes) {
    const refused = (error: Error) => error.name === 'PluginError' && words.test(error.message)
    await assert.rejects(readEntities(sourceOf(text, type)), refused, text)
  }
})

test('the name of a file decides where its server does not know its type', async () => {
  const source = sourceOf('ID\na\n', 'application/octet-stream', { name: 'list.csv' })
  assert.deepEqual(await readEntities(source), [{ ID: 'a' }])
  await assert.rejects(readEntities(sourceOf('ID\na\n', 'application/octet-stream')), /its type is/)
})

test('RUN-5.11 rows are turned from names to places and back, and nothing is lost on the way', () => {
  const attributes = ['ID', 'x', 'y']
  assert.deepEqual(ensureDict(['a', 1, null], attributes), { ID: 'a', x: 1, y: null })
  assert.deepEqual(ensureTuple({ y: 2, ID: 'a' }, attributes), ['a', null, 2])
  assert.deepEqual(ensureTuple(['a', 1, 2], attributes), ['a', 1, 2])
  assert.equal(ensureDict({ ID: 'a' }, attributes).ID, 'a')
  assert.throws(() => ensureDict(['a'], attributes), /1 values for 3 attributes/)
  assert.throws(() => ensureTuple({ ID: 'a', z: 1 }, attributes), /“a” has the attribute “z”, and others do not/)
})

test('a JSON file read as a table has the attributes of its first entity in their usual order', async () => {
  const text = '[{"b":1,"href":"","ID":"p","a":2},{"ID":"q","b":3}]'
  const { attributes, tuples } = await loadTable(sourceOf(text, 'application/json'))
  assert.deepEqual(attributes, ['ID', 'href', 'a', 'b'])
  assert.deepEqual(await Array.fromAsync(tuples), [
    ['p', '', 2, 1],
    ['q', null, null, 3],
  ])
})

test('the attributes of a file are read without the rest of it, which is closed', async () => {
  for (const [type, head] of [
    ['text/csv', 'ID,x\n'],
    ['application/json', '[{"x":1,"ID":"a"},'],
  ] as const) {
    let isClosed = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(head)
        for (;;) yield Buffer.from(type === 'text/csv' ? 'a,1\n' : '{"ID":"b"},')
      } finally {
        isClosed = true
      }
    }
    assert.deepEqual(await readAttributes({ name: 'endless', contentType: type, stream: endless }), ['ID', 'x'])
    assert.ok(isClosed, type)
  }
})

test('RUN-7.4 only as much of a file is read as is needed', async () => {
  for (const [type, head, line] of [
    ['text/csv', 'ID,x\n', 'a,1\n'],
    ['application/json', '[', '{"ID":"a","x":"1"},'],
    ['application/x-lines+json', '', '{"ID":"a","x":"1"}\n'],
  ] as const) {
    let read = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(head)
      for (; ; read++) yield Buffer.from(line)
    }
    let count = 0
    for await (const one of loadEntities({ name: 'endless', contentType: type, stream: endless })) {
      assert.deepEqual(one, { ID: 'a', x: '1' })
      if (++count === 100) break
    }
    assert.ok(read < 105, `${read} of ${type}`)
  }
})

/** What is still needed: everything else is collected first. */
function usedMb(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1e6
}

const size = process.env.LYCEUM_TEST_LONG ? 1e9 : 2e7

test(`RUN-7.2 a file of ${size / 1e6} MB takes no more memory than a short one`, { timeout: 120_000 }, async () => {
  for (const [type, head, line, tail] of [
    ['text/csv', 'ID,x\n', `"a","${'some ""words"" of a cell\n'.repeat(20)}"\n`, ''],
    ['application/json', '[', `{"ID":"a","x":"${'some \\"words\\" of a {cell'.repeat(20)}"},`, '{}]'],
  ] as const) {
    const chunk = line.repeat(200)
    const used: number[] = []
    async function* long(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(head)
      for (let sent = 0; sent < size; sent += chunk.length) {
        if (sent * 4 >= size * used.length) used.push(usedMb())
        yield Buffer.from(chunk)
      }
      yield Buffer.from(tail)
    }
    let count = 0
    for await (const _ of loadEntities({ name: 'long', contentType: type, stream: long })) count++
    assert.ok(count >= size / line.length)
    const [first = 0, ...later] = used
    assert.ok(later.length === 3 && Math.max(...later) - first < 20, `${type}: ${used} MB`)
  }
})
