import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { unpacked } from '../../../../test/support/archives.ts'
import { zipWith } from '../writing.ts'

test('texts and streams come out as they went in', async () => {
  const packed = await buffer(
    zipWith((zip) => {
      zip.text('a.txt', 'one')
      zip.stream('b/c.bin', async () => Readable.from([Buffer.from('two')]), { sizeBytes: 3, isPacked: true })
    }),
  )

  const files = await unpacked(packed)
  assert.deepEqual(
    [...files].map(([name, content]) => `${name} ${content}`),
    ['a.txt one', 'b/c.bin two'],
  )
})

test('whatever goes wrong on the way breaks the archive off, so that half of one is never taken for the whole', async () => {
  const failing = (): Readable => Readable.from(fails())
  for (const [fill, said] of [
    [() => Promise.reject(new Error('the list is lost')), /the list is lost/],
    [(zip) => zip.stream('a', () => Promise.reject(new Error('not there'))), /not there/],
    [(zip) => zip.stream('a', failing), /in the middle/],
    [(zip) => zip.stream('a', () => Readable.from(['longer']), { sizeBytes: 2 }), /unexpected number of bytes/],
    [(zip) => zip.file('a', '/nowhere/at/all'), /ENOENT/],
    [(zip) => zip.text('../a', ''), /invalid relative path/],
  ] satisfies [Parameters<typeof zipWith>[0], RegExp][])
    await assert.rejects(buffer(zipWith(fill)), said)
})

async function* fails(): AsyncGenerator<string> {
  yield 'a'
  throw new Error('in the middle')
}

test('whoever goes away leaves no file open', async () => {
  let endless: Readable | undefined
  const packed = zipWith((zip) => {
    zip.stream('a', () => {
      endless = Readable.from(forever())
      return endless
    })
  })
  await once(packed, 'readable')
  packed.destroy()
  if (endless && !endless.destroyed) await once(endless, 'close')

  assert.equal(endless?.destroyed, true)
})

async function* forever(): AsyncGenerator<Buffer> {
  for (;;) yield Buffer.alloc(10_000)
}
