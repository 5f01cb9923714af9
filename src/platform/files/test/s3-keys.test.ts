import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { describeConfig, readConfig } from '../../../config.ts'
import { readS3Keys } from '../s3-keys.ts'

const url = { LYCEUM_FILES_URL: 's3://lyceum' }

function fileWith(t: TestContext, text: string): string {
  const folder = emptyFolder(t)
  writeFileSync(join(folder, 'key'), text)
  return join(folder, 'key')
}

test('the keys of S3 come from the environment, or from files that it names', (t) => {
  const keysOf = (environment: Record<string, string>) => readS3Keys(readConfig({ ...url, ...environment }))
  const secret = fileWith(t, 'whisper\n')

  assert.deepEqual(keysOf({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'said' }), {
    accessKeyId: 'id',
    secretAccessKey: 'said',
  })
  assert.deepEqual(keysOf({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY_FILE: secret }), {
    accessKeyId: 'id',
    secretAccessKey: 'whisper',
  })
  for (const [file, words] of [
    ['/nowhere/key', /AWS_SECRET_ACCESS_KEY_FILE: the file \/nowhere\/key cannot be read/],
    [fileWith(t, ' \n'), /AWS_SECRET_ACCESS_KEY_FILE: the file .* is empty/],
  ] as const) {
    assert.throws(() => keysOf({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY_FILE: file }), {
      code: 'files.keys',
      message: words,
    })
  }
})

test('R-V14 the secret half of the key is not shown', () => {
  const shown = describeConfig({ ...url, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'whisper' })

  assert.deepEqual(
    shown.filter(({ name }) => name.startsWith('AWS_') && name.includes('KEY')).map(({ value }) => value),
    ['id', '••••••'],
  )
})
