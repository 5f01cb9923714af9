import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTestWeb } from './open-test-web.ts'

async function openStreams(t: TestContext) {
  const web = await openTestWeb(t)
  const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
  const open = async (topics: string) => {
    const ending = new AbortController()
    t.after(() => ending.abort())
    const answer = await fetch(`${baseUrl}/live?topics=${topics}`, {
      headers: { 'x-test-role': 'member' },
      signal: ending.signal,
    })
    return { answer, end: () => ending.abort(), reader: answer.body?.getReader() }
  }
  return { web, open }
}

/** Reads until the text holds what is looked for. */
async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array> | undefined, wanted: string): Promise<string> {
  let text = ''
  while (reader && !text.includes(wanted)) {
    const { value, done } = await reader.read()
    if (done) break
    text += Buffer.from(value).toString()
  }
  return text
}

test('a stream names the topics that were asked for, with an id and a hint when to come back', async (t) => {
  const { web, open } = await openStreams(t)
  const { answer, reader } = await open('job/1,job/2')
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  assert.match(String(answer.headers.get('content-security-policy')), /default-src 'none'/)

  web.house.platform.live.publish('job/3')
  web.house.platform.live.publish('job/2')

  const text = await readUntil(reader, 'job/2')
  assert.match(text, /^retry: \d+\n\n/)
  assert.match(text, /id: 1\nevent: heard\ndata: job\/2\n\n/)
  assert.doesNotMatch(text, /job\/3/)
})

test('a person has at most five streams, and a place is free again when one ends', async (t) => {
  const { open } = await openStreams(t)
  const streams = []
  for (let n = 0; n < 5; n++) streams.push(await open(`job/${n}`))

  const refused = await open('job/6')
  assert.equal(refused.answer.status, 429)
  assert.equal(refused.answer.headers.get('retry-after'), '30')
  streams[0]?.end()
  await new Promise((resolve) => setTimeout(resolve, 50))

  assert.equal((await open('job/7')).answer.status, 200)
})

test('topics that are none are refused', async (t) => {
  const { open } = await openStreams(t)

  for (const topics of [
    '',
    '%0d%0a',
    'a%20b%3cscript%3e',
    'x'.repeat(200),
    Array.from({ length: 40 }, (_, n) => `job/${n}`).join(','),
  ]) {
    assert.equal((await open(topics)).answer.status, 422, topics)
  }
})

test('R-T9 when the server stops, streams end with a hint when to come back', async (t) => {
  const { web, open } = await openStreams(t)
  const { reader } = await open('job/1')

  const closing = web.close()

  assert.match(await readUntil(reader, 'retry: 1000'), /retry: 1000/)
  await closing
})
