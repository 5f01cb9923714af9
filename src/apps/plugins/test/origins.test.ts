import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { combined, requirementsOf } from '../loading/npm.ts'
import { keyOf, readOrigin } from '../loading/origins.ts'

test('RUN-5.5 an origin is a package with its version, an address of git, or a folder', () => {
  assert.deepEqual(readOrigin('@group/letters@1.2.3-rc.1'), {
    kind: 'npm',
    asked: '@group/letters@1.2.3-rc.1',
    name: '@group/letters',
    version: '1.2.3-rc.1',
  })
  const asked = 'git+https://git.example.org/a/b.git@v1.0#subdirectory=plugins/letters'
  assert.deepEqual(readOrigin(asked), {
    kind: 'git',
    asked,
    url: 'https://git.example.org/a/b.git',
    ref: 'v1.0',
    subdirectory: 'plugins/letters',
  })
  assert.equal(readOrigin('/srv/letters').kind, 'folder')
  assert.equal(keyOf(readOrigin(asked)), keyOf(readOrigin(asked.replace('@v1.0', ''))), 'versions of one plugin')
})

test('RUN-5.5 R-V an origin that would mislead git, npm or the file system is refused', () => {
  const hostile = [
    '',
    'letters',
    'letters@latest',
    'letters@^1.0.0',
    '--global@1.0.0',
    'letters@1.0.0 --registry=http://x',
    'git+http://git.example.org/a.git',
    'git+ssh://git@git.example.org/a.git',
    'git+ext::sh -c id.git',
    'git+file://remote/a.git',
    'git+https://ada:secret@git.example.org/a.git',
    'git+https://git.example.org/../a.git',
    'git+https://git.example.org/a',
    'git+https://git.example.org/a.git@--upload-pack=id',
    'git+https://git.example.org/a.git@main..x',
    'git+https://git.example.org/a.git@a:b',
    'git+https://git.example.org/a.git@HEAD@{1}',
    'git+https://git.example.org/a.git@main#subdirectory=../x',
    'git+https://git.example.org/a.git@main#subdirectory=/etc',
    'git+https://git.example.org/a.git@main#subdirectory=.git',
    'git+https://git.example.org/a.git@main#subdirectory=a/-x',
    'git+https://git.example.org/a.git#egg=x',
  ]
  for (const asked of hostile) assert.throws(() => readOrigin(asked), { code: 'plugins.origin' }, asked)
})

test('RUN-5.3 what all plugins need is one list, and two that disagree are named', async (t) => {
  const folder = emptyFolder(t)
  const needing = async (dependencies: unknown, by = 'letters') => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }))
    return requirementsOf(folder, by)
  }

  const both = [...(await needing({ a: '^1.0.0', lyceum: '*' })), ...(await needing({ b: '>=2 <3 || 4.x' }))]

  assert.deepEqual(combined(both), { a: '^1.0.0', b: '>=2 <3 || 4.x' })
  const other = await needing({ a: '~2.0.0' }, 'numbers')
  assert.throws(() => combined([...both, ...other]), /letters asks for a@\^1\.0\.0 and numbers for a@~2\.0\.0/)
  for (const range of ['file:../..', 'git+https://x/y.git', 'latest', 'https://x/y.tgz', 'npm:other@1', '', './x'])
    await assert.rejects(needing({ a: range }), { code: 'plugins.requirement' }, range)
  await assert.rejects(needing({ '../x': '1.0.0' }), { code: 'plugins.requirement' })
  assert.deepEqual(await needing(undefined), [])
})
