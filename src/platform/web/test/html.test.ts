import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { attributes, html, jsonText, SharedHtml, safeUrl, trusted } from '../html.ts'

/** What people have put into names and titles to make them run. */
export const payloads = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title><script>1</script>',
  '<!--',
  '-->',
  ']]>',
  '&lt;script&gt;',
  '&#60;',
  '" autofocus onfocus="alert(1)',
  "' onmouseover='alert(1)",
  '`$' + '{alert(1)}`',
  '{{constructor.constructor("alert(1)")()}}',
  '<iframe srcdoc="<script>1</script>">',
  '<a href="javascript:alert(1)">',
  '<math><mi//xlink:href="data:x,<script>1</script>">',
  '\u0000<b>',
  '<\u0000script>',
  '＜script＞',
  '<img/src/onerror=1>',
  '</textarea><script>1</script>',
  '</style><script>',
  '<base href=//evil>',
  '<meta http-equiv=refresh>',
  '%3Cscript%3E',
  'x" hx-get="/steal',
  'x" x-data="{}',
  '<x hx-on:click=alert(1)>',
  '\u202etxt.exe',
  '=1+1',
]

test('R-V1 no payload is alive in text or in an attribute', () => {
  for (const payload of payloads) {
    const { text } = html`<p title="${payload}">${payload}</p>`
    assert.equal((text.match(/</g) ?? []).length, 2, payload)
    assert.equal((text.match(/"/g) ?? []).length, 2, payload)
    assert.equal((text.match(/'/g) ?? []).length, 0, payload)
  }
})

test('R-V1 whatever is put in comes back out of the entities unchanged', () => {
  const back: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const { text } = html`${value}`
      assert.doesNotMatch(text, /[<>"']/)
      assert.equal(
        text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => back[entity] ?? ''),
        value,
      )
    }),
  )
})

test('lists are joined, and nothing is left of null, undefined and false', () => {
  assert.equal(html`${[1, [html`<b>`, '<'], null]}${undefined}${false}${0}${10n}`.text, '1<b>&lt;010')
})

test('a template whose attribute has no quotes is refused, wherever it stands', () => {
  const value = 'x'
  assert.throws(() => html`<a href=${value}>`, /needs quotes/)
  assert.throws(() => html`<a title="${value}" href=${value}>`, /needs quotes/)
  assert.throws(() => html`<a ${attributes({ id: 'x' })} href= ${value}>`, /needs quotes/)
  html`<a href="/things?state=${value}&sort=${value}">a = ${value} = ${value}</a>`
})

test('attributes that are false are left out, and true ones stand bare', () => {
  assert.equal(
    html`<i${attributes({ a: true, b: false, c: null, d: undefined, e: 0, f: '"' })}>`.text,
    '<i a e="0" f="&quot;">',
  )
})

test('R-V1 an address that could run something becomes harmless', () => {
  const bad = [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:1',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
    'http://',
  ]
  for (const address of bad) assert.equal(safeUrl(address), '#', address)
  assert.equal(safeUrl('https://doi.org/10.1/x?a=b#c'), 'https://doi.org/10.1/x?a=b#c')
  assert.equal(safeUrl('mailto:a@example.org'), 'mailto:a@example.org')
  assert.equal(safeUrl('/papers?q=1'), '/papers?q=1')
})

test('values for a script cannot end it', () => {
  const { text } =
    html`<script type="application/json">${jsonText({ title: '</script><script>alert(1)</script>' })}</script>`
  assert.equal((text.match(/<\/script>/g) ?? []).length, 1)
  assert.equal(html`${trusted('<b>')}`.text, '<b>')
})

test('what was made into bytes before stands where it was put, however deep', () => {
  const shared = new SharedHtml([Buffer.from('<p>Größe …</p>'), 'fresh', Buffer.from('<hr>')])
  const page = html`<main>${html`<h1>${'<Übersicht>'}</h1>${shared}`}${[shared]} ende –</main>`
  const expected = '<main><h1>&lt;Übersicht&gt;</h1><p>Größe …</p>fresh<hr><p>Größe …</p>fresh<hr> ende –</main>'
  assert.equal(page.text, expected)
  assert.deepEqual(page.toBytes(Buffer.alloc), Buffer.from(expected))
  assert.deepEqual(html`<b>${'ä'}</b>`.toBytes(Buffer.alloc), Buffer.from('<b>ä</b>'))
})
