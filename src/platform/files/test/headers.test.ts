import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contentDisposition, downloadHeaders } from '../download-headers.ts'
import { downloadName, shownName } from '../names.ts'
import { parseRange } from '../ranges.ts'

const sha256 = 'a'.repeat(64)

test('R-V5 whatever was uploaded leaves as a download that no browser runs', () => {
  const headers = downloadHeaders({ name: 'page.html', sha256 })

  assert.equal(headers['content-type'], 'application/octet-stream')
  assert.match(headers['content-disposition'] ?? '', /^attachment;/)
  assert.equal(headers['content-security-policy'], "default-src 'none'; sandbox")
  assert.equal(headers['x-content-type-options'], 'nosniff')
})

test('R-V5 a download has its name in both forms of RFC 6266', () => {
  const both = (name: string) => contentDisposition('attachment', name)

  assert.equal(both('list.csv'), `attachment; filename="list.csv"; filename*=UTF-8''list.csv`)
  assert.equal(
    both('Prüfung (€).csv'),
    `attachment; filename="Prufung (_).csv"; filename*=UTF-8''Pr%C3%BCfung%20%28%E2%82%AC%29.csv`,
  )
  assert.equal(both('a"b;c%41.txt'), `attachment; filename="a_b_c_41.txt"; filename*=UTF-8''a_b%3Bc%2541.txt`)
})

test('R-V5 hostile names become names that any system can save', () => {
  const cleaned: Record<string, string> = {
    '': 'unnamed',
    '..': 'download',
    '../../etc/passwd': '_.._etc_passwd',
    'C:\\boot.ini': 'C__boot.ini',
    'a\u0000b\r\nSet-Cookie: x': 'a b Set-Cookie_ x',
    'invoice\u202egpj.exe': 'invoice gpj.exe',
    'zero\u200bwidth.txt': 'zero width.txt',
    CON: '_CON',
    'nul.txt': '_nul.txt',
    com1: '_com1',
    '-rf': 'rf',
    '.bashrc': 'bashrc',
    '~root': 'root',
    '$(reboot).csv': '$(reboot).csv',
    'trailing. . ': 'trailing',
    '\ud800lone.txt': '\ufffdlone.txt',
    '   ': 'unnamed',
  }

  for (const [name, expected] of Object.entries(cleaned))
    assert.equal(downloadName(name), expected, JSON.stringify(name))
})

test('R-V5 a name of 5,000 characters is cut and keeps its ending', () => {
  const name = shownName(`${'𝒳'.repeat(5_000)}.csv`)

  assert.equal([...name].length, 200)
  assert.ok(name.endsWith('𝒳….csv'))
})

test('R-V5 no name at all breaks a header or a path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      assert.match(
        contentDisposition('attachment', name),
        /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w%!#$&+.^`|~-]+$/,
      )
      assert.doesNotMatch(downloadName(name), /[/\\\p{Cc}]|^[.-]|^$/u)
    }),
    { numRuns: 2_000 },
  )
})

test('ranges are read as RFC 9110 says', () => {
  const expected: [string | undefined, ReturnType<typeof parseRange>][] = [
    [undefined, undefined],
    ['bytes=0-3', { start: 0, end: 3 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=5-999', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=3-1', undefined],
    ['bytes=0-1,3-4', undefined],
    ['bytes=-', undefined],
    ['items=0-1', undefined],
    ['bytes=99999999999999999999-', undefined],
    ['bytes=-1e3', undefined],
  ]

  for (const [header, range] of expected) assert.deepEqual(parseRange(header, 10), range, String(header))
  assert.equal(parseRange('bytes=0-', 0), 'unsatisfiable')
})
