import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { openStudies } from './support.ts'

const page = join(import.meta.dirname, '../../../../docs/plugin-authors.md')

/** The files of one plugin as the page for authors writes them. */
async function writeExample(name: string, folder: string): Promise<string> {
  const text = await readFile(page, 'utf8')
  const files = new Map(
    [...text.matchAll(/`my-plugins\/([\w./-]+)`:\n\n```\w*\n(.*?)^```$/gms)].map(
      ([, path = '', content = '']) => [path, content] as const,
    ),
  )
  for (const [path, content] of files) {
    if (!path.startsWith(`${name}/`)) continue
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return files.get(`${name}/sample.dat`) ?? assert.fail('a sample')
}

test('S-028 a program of somebody else, with a page of JSON, is an analysis of a study: offered, run, shown and cited', async (t) => {
  const folder = emptyFolder(t)
  const sample = await writeExample('guinier', folder)
  const { as, study, upload, newestFile, until } = await openStudies(t, {
    environment: { LYCEUM_PLUGIN_FOLDERS: folder },
  })
  const id = await study('ada')
  await upload('ada', id, 'sample.dat', sample)
  const offered = (await as('ada').get(`/studies/${id}/analyses/new`)).body
  assert.match(offered.replace(/<details[\s\S]*/, ''), /Radius of gyration by Guinier/, 'among those made for data')

  const wish = { kind: 'guinier@v1-0-0', title: 'Guinier', 'v.curve': await newestFile(id) }
  const { headers } = await as('ada').post(`/studies/${id}/analyses`, { ...wish, 'v.largest': '0.05' })
  const run = String(headers.location).split('/').at(-1) ?? ''
  const done = await until(run, 'done', 'failed')
  assert.equal(done.state, 'done', `${done.sentence}`)
  const { body } = await as('ada').get(`/studies/analyses/${run}`)
  assert.match(body, /The radius of gyration is 20\.00\./)
  assert.match(body, /Guinier plot[\s\S]*data-plot-canvas/)
  assert.match(body, /Annales de physique/)

  const few = await as('ada').post(`/studies/${id}/analyses`, { ...wish, title: 'Too few', 'v.largest': '0.025' })
  const failed = await until(String(few.headers.location).split('/').at(-1) ?? '', 'done', 'failed')
  assert.equal(failed.state, 'failed')
  assert.match(failed.sentence ?? '', /Only 2 points lie below q = 0\.025/)
})
