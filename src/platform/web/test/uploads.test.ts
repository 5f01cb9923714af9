import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { uploadedFiles } from '../uploads.ts'
import { openTestWeb } from './open-test-web.ts'

async function openUploads(t: TestContext) {
  const taken: string[] = []
  const web = await openTestWeb(t, {
    routes: (web) => {
      web.post('/files', { config: { rule: 'open', upload: { maxBytes: 2_000_000 } } }, async (request) => {
        const files = []
        for await (const file of uploadedFiles(request)) {
          taken.push(file.name)
          const hash = createHash('sha256')
          for await (const chunk of file.bytes) hash.update(chunk)
          files.push({ name: file.name, sha256: hash.digest('hex'), title: file.fields.title })
        }
        return files
      })
      web.post('/plain', { config: { rule: 'open' } }, async () => 'taken')
    },
  })
  const send = async (form: FormData, url = '/files') => {
    const request = new Request('http://house.invalid/', { method: 'POST', body: form })
    const payload = Buffer.from(await request.arrayBuffer())
    return web.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': request.headers.get('content-type') ?? '', accept: 'application/json' },
    })
  }
  return { send, taken, web }
}

function formWith(fields: Record<string, string>, ...files: [name: string, bytes: Buffer][]): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const [name, bytes] of files) form.append('file', new Blob([Uint8Array.from(bytes)]), name)
  return form
}

test('files arrive whole, one after the other, with the fields before them', async (t) => {
  const { send } = await openUploads(t)
  const large = Buffer.alloc(1_900_000, 'ab')

  const answer = await send(
    formWith({ _token: 'test-token', title: 'Two files' }, ['a.csv', large], ['b.csv', Buffer.from('x')]),
  )

  assert.equal(answer.statusCode, 200, answer.body)
  assert.deepEqual(answer.json(), [
    { name: 'a.csv', sha256: createHash('sha256').update(large).digest('hex'), title: 'Two files' },
    { name: 'b.csv', sha256: createHash('sha256').update('x').digest('hex'), title: 'Two files' },
  ])
})

test('R-V3 without the visitor’s token not one byte of a file is taken', async (t) => {
  const { send, taken } = await openUploads(t)

  for (const token of ['', 'wrong']) {
    const answer = await send(formWith({ _token: token }, ['a.csv', Buffer.from('x')]))
    assert.equal(answer.statusCode, 403)
    assert.equal(answer.json().code, 'web.form-expired')
  }
  assert.deepEqual(taken, [])
})

test('a file beyond the limit is refused with the limit; a route that takes no files refuses all', async (t) => {
  const { send } = await openUploads(t)

  const tooLarge = await send(formWith({ _token: 'test-token' }, ['a.csv', Buffer.alloc(2_000_001)]))
  assert.equal(tooLarge.statusCode, 413)
  assert.match(tooLarge.json().detail, /2 MB/)
  assert.equal((await send(formWith({ _token: 'test-token' }, ['a', Buffer.from('x')]), '/plain')).statusCode, 415)
})

test('more than 20 parts, and an upload that is cut, are refused', async (t) => {
  const { send, web } = await openUploads(t)
  const many = Array.from({ length: 25 }, (_, n): [string, Buffer] => [`${n}.csv`, Buffer.from('x')])
  assert.equal((await send(formWith({ _token: 'test-token' }, ...many))).statusCode, 413)

  const cut = await web.inject({
    method: 'POST',
    url: '/files',
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'x-csrf-token': 'test-token' },
    payload: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nhalf',
  })
  assert.equal(cut.statusCode, 400)
  assert.match(cut.body, /ended before its end/)
})
