import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translatedError } from '../frontends/words.ts'
import { openRunner } from './support.ts'

const hello = '/plugins/hello-world@v0-2-1/'

test('RUN-6.10 the forms of stock plugins speak German with whoever would like that, and programs are told what they know', async (t) => {
  const { get, post, as } = await openRunner(t, { worker: false })
  const page = (await get(`${hello}ui/?lang=de`)).body
  assert.match(page, /<html lang="de">/)
  assert.match(page, /<h1 class="qhana-title">Hallo Welt<\/h1>/)
  assert.match(page, />Eingabetext/)
  assert.match(page, />Weiter<\/button>/)
  assert.match(page, /formaction="[^"]*process\/\?lang=de"/)
  assert.match((await get(`${hello}ui/`, { 'accept-language': 'de-DE,en;q=0.5' })).body, /Eingabetext/)
  assert.match((await get(`${hello}ui/`, { 'accept-language': 'fr' })).body, /Input string/)
  assert.equal((await get(hello, { 'accept-language': 'de' })).json().title, 'Hello world', 'metadata is one for all')

  const german = (await post(`${hello}process/?lang=de`)).json()
  assert.deepEqual(german.errors.form.inputStr, ['Das muss ausgefüllt sein.'])
  const wire = (await post(`${hello}process/`, {}, { 'accept-language': 'de' })).json()
  assert.deepEqual(wire.errors.form.inputStr, ['Missing data for required field.'])

  const list = await as('ada').get('/plugins', { 'accept-language': 'de' })
  assert.match(list.body, /Klassisches k-Means/)
  assert.match((await as('ada').get('/plugins/hello-world@v0-2-1', { 'accept-language': 'de' })).body, /lang=de"/)
})

test('RUN-6.10 every sentence about a field can be said in another language, its numbers kept', () => {
  const t = (text: string, values: Readonly<Record<string, string | number>> = {}): string =>
    `<${text}|${Object.values(values)}>`
  for (const [sentence, expected] of [
    ['Must be greater than or equal to 1 and less than or equal to 9.', '<Must be {{range}}.|≥ 1, ≤ 9>'],
    ['Must be greater than 0.', '<Must be {{range}}.|> 0>'],
    ['Must be less than 5.', '<Must be {{range}}.|< 5>'],
    ['Must be one of: a, b.', '<Must be one of: {{among}}.|a, b>'],
    ['Longer than maximum length 3.', '<Longer than maximum length {{most}}.|3>'],
    ['Not a valid integer.', '<Not a valid integer.|>'],
    ['Something else.', 'Something else.'],
  ] as const)
    assert.equal(translatedError(sentence, t), expected)
})

test('RUN-2.13 the pages of the runner speak German too, and what programs read of them stays as it is', async (t) => {
  const { get } = await openRunner(t, { worker: false, environment: { LYCEUM_DEV: '1' } })
  const german = { 'accept-language': 'de' }
  for (const [path, sentence] of [
    ['/licenses/', /<h1 class="qhana-title">Lizenzen<\/h1>[\s\S]*<th scope="col">Paket<\/th>/],
    ['/redoc/', /<caption>Was zurückkommt<\/caption>[\s\S]*Eingabetext/],
    ['/redoc/', /<td>Der Lauf steht an der Adresse in Location\.<\/td>/],
    ['/debug/', /Fehlersuche/],
    ['/debug/routes', /<th scope="col">Methoden<\/th>/],
    ['/debug/frontend-debugger', /<button type="submit">Senden<\/button>/],
  ] as const) {
    const page = await get(path, german)
    assert.match(page.body, /<html lang="de">/, path)
    assert.match(page.body, sentence, path)
    assert.doesNotMatch((await get(`${path}?lang=en`, german)).body, sentence, path)
  }
  assert.equal((await get('/api-spec.json', german)).body, (await get('/api-spec.json')).body)
  const table = (await get('/plugins/csv-visualization@v0-1-2/ui/', german)).body
  assert.match(table, /data-refused="Das lässt sich nicht zeigen\."/)
})
