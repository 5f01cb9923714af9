import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { importSample, sample, sendFile } from '../src/apps/papers/test/pages-support.ts'
import { addPapers } from '../src/apps/papers/test/support.ts'
import { openHouse } from './support/house.ts'
import { s3Keys, startS3 } from './support/s3-server.ts'

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_000_000), Buffer.from('\n%%EOF\n')])

async function openOnS3(t: TestContext) {
  const server = await startS3()
  t.after(() => server.stop())
  const environment = {
    LYCEUM_FILES_URL: server.emptyPlace(),
    LYCEUM_CONTACT: 'library@lyceum-tests.org',
    LYCEUM_LOG_LEVEL: 'silent',
    ...s3Keys,
  }
  const house = await openHouse(t, { kind: 'postgres', worker: true, environment })
  return { server, ...house }
}

type House = Awaited<ReturnType<typeof openOnS3>>

/** Adds a file to a new paper, and answers where it can be had. */
async function addFile({ as, platform }: House): Promise<string> {
  const [id = ''] = await addPapers(platform, [{ title: 'One', status: 'manual', doi: '10.5555/one' }])
  const added = await sendFile(as('ada'), `/papers/list/${id}/files`, { name: 'x.pdf', content: pdf })
  assert.equal(added.statusCode, 303, added.payload.slice(0, 500))
  const page = await as('cleo').get(`/papers/list/${id}`)
  return /href="(\/papers\/list\/[^"]*\/files\/[^"]*)"/.exec(page.payload)?.[1] ?? ''
}

test('with files on S3 a list is uploaded and imported, and a paper is kept, sent whole and in part', async (t) => {
  const house = await openOnS3(t)
  const { as, platform } = house

  const list = await importSample(house, 'papers_minimal.csv')
  const href = await addFile(house)

  assert.match((await as('ada').get(list)).payload, /papers_minimal\.csv/)
  assert.deepEqual((await as('cleo').get(href)).rawPayload, pdf)
  const part = await as('cleo').get(href, { range: 'bytes=1000000-1000009' })
  assert.equal(part.statusCode, 206)
  assert.deepEqual(part.rawPayload, pdf.subarray(1_000_000, 1_000_010))
  assert.equal((await as('cleo').get(href, { range: 'bytes=99999999-' })).statusCode, 416)
  for await (const { sha256 } of platform.files.blobs.list()) assert.ok(await platform.files.blobs.sizeOf(sha256))
})

test('R-D6 with S3 away a file is refused with a sentence, pages still come, and it recovers alone', async (t) => {
  const house = await openOnS3(t)
  const { as, server, web } = house
  const href = await addFile(house)
  const readiness = async () => (await web.inject('/readyz')).statusCode
  assert.equal(await readiness(), 200)

  server.signal('SIGSTOP')
  const askedAt = performance.now()
  assert.equal(await readiness(), 503)
  assert.ok(performance.now() - askedAt < 2_000, 'R-L4 the truth comes within two seconds')
  await server.kill()
  assert.equal(await readiness(), 503)
  const [download, upload, page] = await Promise.all([
    as('cleo').get(href, { accept: 'text/html' }),
    sendFile(as('ada'), '/papers/upload', sample('papers_minimal.csv')),
    as('ada').get('/papers/list'),
  ])
  assertAway(download)
  assertAway(upload)
  assert.equal(download.headers['content-disposition'], undefined, 'an error page is no download')
  assert.equal(page.statusCode, 200)

  await server.restart()
  assert.equal(await readiness(), 200)
  assert.deepEqual((await as('cleo').get(href)).rawPayload, pdf)
  assert.equal((await sendFile(as('ada'), '/papers/upload', sample('papers_minimal.csv'))).statusCode, 303)
})

function assertAway(answer: Awaited<ReturnType<typeof sendFile>>): void {
  assert.equal(answer.statusCode, 503)
  assert.equal(answer.headers['retry-after'], '10')
  assert.match(answer.payload, /The file store cannot be reached just now\. Nothing was lost/)
  assert.doesNotMatch(answer.payload, /ECONN|127\.0\.0\.1:\d|S3RVER/)
}
