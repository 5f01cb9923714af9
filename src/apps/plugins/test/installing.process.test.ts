import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { loadCatalogue } from '../loading/catalogue.ts'
import { readInstalled } from '../loading/installed.ts'
import { install, missingOf, remove } from '../loading/installing.ts'
import { installedOf } from './support.ts'

const now = '2026-01-02T03:04:05.000Z'

const source = (version: string): string => `import { definePlugin, text } from 'lyceum/plugin'
export default definePlugin({ name: 'letters', version: '${version}', title: 'Letters', description: 'Counts letters.',
  type: 'processing', tags: [], outputs: [], parameters: { word: text({ label: 'Word' }) }, run: () => 'done' })
`

function folders(t: TestContext) {
  const folder = emptyFolder(t)
  const places = { instance: join(folder, 'instance'), gitPlugins: [] as string[], pluginFolders: [] }
  const write = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    return join(folder, path)
  }
  return { folder, places, write }
}

/** A repository with a tag for each version of its one plugin; `repository.git` leads to it. */
function repository(t: TestContext) {
  const { folder, places, write } = folders(t)
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org']
  const git = (...words: string[]) =>
    execFileSync('git', [...who, ...words], { cwd: join(folder, 'repository'), encoding: 'utf8', stdio: 'pipe' }).trim()
  const commit = (version: string) => {
    write('repository/plugins/letters/plugin.ts', source(version))
    git('add', '.')
    git('commit', '--quiet', '-m', version)
    git('tag', version)
    return git('rev-parse', 'HEAD')
  }
  mkdirSync(join(folder, 'repository'))
  git('init', '--quiet', '--initial-branch=main')
  const address = `git+file://${join(folder, 'repository')}/.git`
  return { folder, places, write, git, commit, address }
}

test('RUN-5.5 a plugin from git is pinned to a commit, stays there, and follows its branch when told to', async (t) => {
  const { places, commit, address, folder } = repository(t)
  const first = commit('v1.0.0')
  const entry = `${address}@main#subdirectory=plugins`
  const configured = { ...places, gitPlugins: [entry] }
  const { errors } = await loadCatalogue(configured)
  assert.deepEqual(
    errors.map(({ file }) => file),
    [entry],
    'it is listed before it is installed',
  )

  await install(configured, [], { now })

  const found = (await installedOf(configured)).find('letters@v1-0-0')
  assert.match(found?.file ?? '', /instance\/plugins\/git\/.*letters\/plugin\.ts$/)
  const [record] = await readInstalled(places)
  assert.equal(record?.pinned, first)
  assert.equal(record?.origin, entry.replace('@main', `@${first}`))
  const second = commit('v2.0.0')
  const { fetched, kept } = await install(configured, [], { now })
  assert.deepEqual([fetched, kept.map(({ pinned }) => pinned)], [[], [first]], 'it stays where it is')
  await install(configured, [entry], { now, isUpdate: true })
  assert.equal((await readInstalled(places))[0]?.pinned, second)
  assert.ok((await installedOf(configured)).find('letters@v2-0-0'))

  // What a restored house knows of a plugin brings back exactly that.
  await install(configured, [record?.origin ?? ''], { now })
  rmSync(join(folder, 'instance/plugins/git'), { recursive: true })
  assert.deepEqual(await missingOf(places), [record?.origin])
  await install(configured, [], { now })
  assert.equal((await readInstalled(places))[0]?.pinned, first, 'a commit is fetched by its name, too')
})

test('RUN-5.5 R-V a hostile repository runs nothing and reaches nothing', async (t) => {
  const { places, write, git, commit, address, folder } = repository(t)
  const marker = join(folder, 'marker')
  write('repository/plugin.ts', source('v1.0.0'))
  write('repository/.gitattributes', '* filter=evil\n')
  write('repository/.gitmodules', `[submodule "x"]\n\tpath = x\n\turl = ${folder}/repository\n`)
  symlinkSync('/etc/passwd', join(folder, 'repository/passwd'))
  symlinkSync('/etc', join(folder, 'repository/etc'))
  commit('v1.0.0')
  // What the user's own configuration and the template of new repositories would do.
  const home = join(folder, 'home')
  write('home/.gitconfig', `[filter "evil"]\n\tsmudge = touch ${marker}\n[init]\n\ttemplateDir = ${home}/template\n`)
  write('home/template/hooks/post-checkout', `#!/bin/sh\ntouch ${marker}\n`)
  execFileSync('chmod', ['+x', join(home, 'template/hooks/post-checkout')])
  const before = process.env.HOME
  process.env.HOME = home
  t.after(() => {
    process.env.HOME = before
  })
  git('clone', '--quiet', '.', join(folder, 'naive'))
  assert.ok(existsSync(marker), 'who clones without care runs it, or this test means nothing')
  rmSync(marker)

  await install(places, [address], { now })

  assert.equal(existsSync(marker), false)
  const [record] = await readInstalled(places)
  const installed = join(places.instance, 'plugins', record?.folder ?? '')
  assert.ok(lstatSync(join(installed, 'passwd')).isFile(), 'a link is a file that holds its target’s name')
  assert.equal(existsSync(join(installed, '.git')), false)
  await assert.rejects(install(places, [`${address}#subdirectory=etc`], { now }), { code: 'plugins.nothing-there' })
  await assert.rejects(install(places, [`${address}@nowhere`], { now }), /cannot be fetched: .*nowhere/)
  assert.equal((await readInstalled(places)).length, 1, 'what failed is not in the record')
})

test('RUN-5.3 a folder is copied without its links; a dry run copies nothing; what is removed is gone', async (t) => {
  const { folder, places, write } = folders(t)
  write('letters/plugin.ts', source('v1.0.0'))
  write('letters/package.json', JSON.stringify({ dependencies: {} }))
  symlinkSync('/etc', join(folder, 'letters/etc'))
  write('empty/readme.md', 'No plugin.')
  const path = join(folder, 'letters')
  const plan = await install(places, [path], { now, isDryRun: true })
  assert.deepEqual([plan.fetched, await readInstalled(places)], [[path], []])

  await install(places, [path], { now })

  assert.ok((await installedOf(places)).find('letters@v1-0-0'))
  assert.equal(existsSync(join(places.instance, 'plugins/folders/letters/etc')), false)
  await assert.rejects(install(places, [join(folder, 'empty')], { now }), { code: 'plugins.nothing-there' })
  write('letters/plugin.ts', source('v1.1.0'))
  await install(places, [path], { now })
  assert.ok((await installedOf(places)).find('letters@v1-1-0'), 'a folder is taken as it is now')
  const both = await Promise.allSettled([install(places, [path], { now }), install(places, [path], { now })])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'], 'one at a time')
  // What a process leaves behind that is killed.
  write('instance/plugins/.installing', '4194304999')
  write('instance/plugins/.new-half/plugin.ts', source('v9.0.0'))
  await install(places, [path], { now })
  assert.deepEqual(readdirSync(join(places.instance, 'plugins')).sort(), ['folders', 'installed.json'])
  await remove(places, 'letters')
  assert.equal((await installedOf(places)).find('letters@v1-1-0'), undefined)
  await assert.rejects(remove(places, 'letters'), { code: 'plugins.not-installed' })
})

test('RUN-5.2 a record that cannot be read costs its own plugins alone', async (t) => {
  const { places, write } = folders(t)
  write('instance/plugins/installed.json', '{"installed":[{"folder":"../../etc"}]}')

  const { errors, find } = await loadCatalogue(places)

  assert.match(errors[0]?.reason ?? '', /What is installed cannot be read/)
  assert.ok(find('hello-world@v0-2-1'))
})
