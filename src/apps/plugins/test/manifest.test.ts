import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { argumentsOf } from '../manifests/command.ts'
import { fieldsOfManifest, manifestKeys, readManifest } from '../manifests/manifest.ts'
import { PluginError } from '../sdk/plugin.ts'

const plain = { name: 'x', version: 'v1.0.0', title: 'X', command: ['true'] }
const field = { kind: 'text', label: 'Word', required: true }

const read = (more: object) => readManifest(JSON.stringify({ ...plain, ...more }))

test('a manifest says what is wrong with it, everything at once', () => {
  assert.equal(read({}).type, 'processing', 'a short one is right, or this test means nothing')
  const wrong: [object | string, RegExp][] = [
    ['{', /no JSON/],
    [{ command: [] }, /command/],
    [{ command: ['{word}'], parameters: { word: field } }, /not for users to choose/],
    [{ command: [{ if: 'word', use: ['x'] }], parameters: { word: field } }, /not for users to choose/],
    [{ command: ['bin/x'] }, /\{plugin\}\/…/],
    [{ command: ['x', '{nothing}'] }, /\{nothing\} is no field/],
    [{ command: ['x', { if: 'nothing', use: [] }] }, /"if" names "nothing"/],
    [{ command: ['x', '{word}'], parameters: { word: { ...field, required: false } } }, /may be left out/],
    [{ command: ['x', '{key}'], parameters: { key: { ...field, kind: 'secret' } } }, /everybody on the machine/],
    [{ parameters: { n: { kind: 'integer', label: 'N', default: 1.5 } } }, /int/],
    [{ parameters: { n: { kind: 'integer', label: 'N', max: 3, default: 5 } } }, /less than or equal to 3/],
    [{ parameters: { c: { kind: 'choice', label: 'C', options: { a: 'A' }, default: 'b' } } }, /default of "c"/],
    [{ parameters: { plugin: field } }, /cannot be called plugin/],
    [{ inputs: { word: field }, parameters: { word: field } }, /both an input and a parameter/],
    [{ outputs: [{ file: '../x', dataType: 'a/b', contentType: 'text/plain' }] }, /inside the folder/],
    [{ outputs: [{ file: '/etc/x', dataType: 'a/b', contentType: 'text/plain' }] }, /inside the folder/],
    [{ stdout: 'a/../../x' }, /inside the folder/],
    [{ stdin: 'nothing' }, /stdin names/],
    [{ progress: '(\\d+' }, /\(\?<value>/],
    [{ progress: '(\\d+)' }, /\(\?<value>/],
    [{ environment: { 'a=b': 'x' } }, /environment\["a=b"\]/],
    [{ shell: true }, /Unrecognized key: "shell"/],
    [{ command: ['{word}', '{nothing}'], parameters: { word: field } }, /choose[\s\S]*is no field/],
  ]
  for (const [more, words] of wrong) {
    const json = typeof more === 'string' ? more : JSON.stringify({ ...plain, ...more })
    assert.throws(() => readManifest(json), words, json)
  }
})

test('RUN-R-V a value is one argument, whatever it holds, and no option', () => {
  const manifest = read({
    parameters: {
      word: field,
      many: { kind: 'list', label: 'Many', required: true },
      count: { kind: 'integer', label: 'Count', required: true },
      extra: { kind: 'text', label: 'Extra' },
    },
    command: [
      'x',
      '{word}',
      '-n{count}',
      '{count}',
      '{many}',
      'm={many}',
      { if: 'extra', use: ['-e', '{extra}'], otherwise: ['-E'] },
    ],
  })
  const fields = fieldsOfManifest(manifest.parameters)
  const made = (given: object) =>
    argumentsOf(manifest.command, { word: 'w', many: ['a', 'b'], count: '-3', extra: null, ...given }, fields)

  assert.deepEqual(made({ word: '$(id); `id` "\n{count}' }), [
    'x',
    '$(id); `id` "\n{count}',
    '-n-3',
    '-3',
    'a',
    'b',
    'm=a,b',
    '-E',
  ])
  assert.deepEqual(made({ extra: 'more' }).slice(-2), ['-e', 'more'])
  assert.throws(() => made({ word: '--output=/etc/x' }), /word begins with "-"/)
  assert.throws(() => made({ many: ['a', '-rf'] }), /many begins with "-"/)
  assert.throws(() => made({ extra: '-x' }), /extra begins with "-"/)
  assert.throws(() => made({ word: 'a\0b' }), /NUL/)
  assert.throws(() => made({ word: 'a'.repeat(200_000) }), /128 KB/)
  const behind = argumentsOf(['x', '--', '{word}'], { word: '-w' }, fields)
  assert.deepEqual(behind, ['x', '--', '-w'], 'behind -- nothing is an option')
})

test('whatever stands in a manifest, it is read or refused in words', () => {
  const known = fc.constantFrom(...manifestKeys)
  const anything = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(known, fc.string()), anything, { maxKeys: 6 }), anything, (more, whole) => {
      for (const json of [JSON.stringify({ ...plain, ...more }), JSON.stringify(whole)]) {
        try {
          readManifest(json)
        } catch (error) {
          assert.ok(error instanceof TypeError && /plugin\.json/.test(error.message), String(error))
        }
      }
    }),
    { numRuns: 400 },
  )
})

test('whatever is typed, a program gets as many arguments as its author wrote, or is not started', () => {
  const { command, parameters } = read({
    parameters: { word: field },
    command: ['x', '-w={word}', '{word}', '--', '{word}'],
  })
  const fields = fieldsOfManifest(parameters)
  let started = 0
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('-', '--', '-x', '{word}', '\0')), (word) => {
      try {
        assert.deepEqual(argumentsOf(command, { word }, fields), ['x', `-w=${word}`, word, '--', word])
        assert.doesNotMatch(word, /^-|\0/)
        started++
      } catch (error) {
        assert.ok(error instanceof PluginError, String(error))
        assert.match(word, /^-|\0/)
      }
    }),
    { numRuns: 400 },
  )
  assert.ok(started > 100, String(started))
})
