import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareVersions } from '../loading/versions.ts'

test('RUN-1.2.2 versions are ordered as PEP 440 has it', () => {
  const ordered = ['v0.2.1', '0.9.0', '0.10.0', '1.0.0.dev3', '1.0.0a1', '1.0.0b1', '1.0.0rc1', '1.0.0', '1.0.0.post1']
  const all = [...ordered, '2', '1!0.1']
  assert.deepEqual([...all].reverse().sort(compareVersions), all)
  assert.equal(compareVersions('2', 'v2.0'), 0)
  assert.ok(compareVersions('1.0a1.dev1', '1.0a1') < 0)
  assert.ok(compareVersions('1.0.post1.dev2', '1.0') > 0)
  assert.ok(compareVersions('nonsense', '0.0.1.dev1') < 0)
})
