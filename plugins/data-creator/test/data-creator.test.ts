import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRunner } from '../../../src/apps/plugins/test/support.ts'

const root = '/plugins/data-creator@v0-2-4/'
const form = {
  datasetType: 'blobs',
  numTrainPoints: '7',
  numTestPoints: '5',
  noise: '0.7',
  turns: '1.52',
  centers: '3',
}

type Row = Readonly<{ ID: string; href: string }> & Readonly<Record<string, unknown>>

test('RUN-9.5 data are created through HTTP: four files, IDs that go on from training to test', async (t) => {
  const { post, get, settled } = await openRunner(t)

  const metadata = (await get(root)).json()
  assert.equal(metadata.title, 'Data Creation')
  assert.equal(metadata.type, 'dataloader')
  assert.deepEqual(metadata.entryPoint.dataInput, [])
  assert.deepEqual(
    metadata.entryPoint.dataOutput.map(({ dataType }: { dataType: string }) => dataType),
    ['entity/vector', 'entity/label', 'entity/vector', 'entity/label'],
  )
  const page = (await get(`${root}ui/`)).body
  for (const words of ['Dataset Type', 'No. Training Points', 'No. Test Points', '0.7', '1.52']) {
    assert.ok(page.includes(words), words)
  }

  const { headers } = await post(`${root}process/`, form)
  const task = await settled(String(headers.location))
  assert.equal(task.status, 'SUCCESS', task.log)
  assert.deepEqual(
    task.outputs.map(({ name, dataType }) => [name, dataType]),
    [
      ['train_data_data-creator_type_blobs_amount_7.json', 'entity/vector'],
      ['train_labels_data-creator_type_blobs_amount_7.json', 'entity/label'],
      ['test_data_data-creator_type_blobs_amount_5.json', 'entity/vector'],
      ['test_labels_data-creator_type_blobs_amount_5.json', 'entity/label'],
    ],
  )
  const [train, trainLabels, rest, restLabels] = await Promise.all(
    task.outputs.map(async ({ href }) => (await get(href)).json() as Row[]),
  )
  assert.deepEqual(Object.keys(train?.[0] ?? {}), ['ID', 'href', 'dim0', 'dim1'])
  assert.deepEqual(
    [...(train ?? []), ...(rest ?? [])].map(({ ID }) => ID),
    Array.from({ length: 12 }, (_, at) => String(at)),
  )
  assert.deepEqual(
    [...(trainLabels ?? []), ...(restLabels ?? [])].map(({ ID }) => ID),
    Array.from({ length: 12 }, (_, at) => String(at)),
  )

  const refused = await post(`${root}process/`, { ...form, numTrainPoints: '0', noise: '-1', turns: '0' })
  assert.equal(refused.statusCode, 422)
  assert.deepEqual(Object.keys(refused.json().errors.form).sort(), ['noise', 'numTrainPoints', 'turns'])
  const spirals = await post(`${root}process/`, { ...form, datasetType: 'two_spirals' })
  const spiralTask = await settled(String(spirals.headers.location))
  assert.deepEqual(
    spiralTask.outputs.map(({ name }) => name.replace(/.*amount_/, '')),
    ['7.json', '7.json', '5.json', '5.json'],
  )
})

test('RUN-9.5.4 what only some kinds of data need is asked for with those alone', async (t) => {
  const { post } = await openRunner(t, { worker: false })
  const amounts = { numTrainPoints: '1', numTestPoints: '0' }
  const lacking = async (form: Record<string, string>): Promise<unknown> => {
    const answer = await post(`${root}process/`, { ...amounts, ...form })
    return answer.statusCode === 303 ? {} : answer.json().errors.form
  }
  const words = ['Required for selected dataset type.']

  assert.deepEqual(await lacking({ datasetType: 'two_spirals' }), { noise: words, turns: words })
  assert.deepEqual(await lacking({ datasetType: 'two_spirals', noise: '0', turns: '' }), { turns: words })
  for (const datasetType of ['blobs', 'blobs_3d']) assert.deepEqual(await lacking({ datasetType }), { centers: words })
  assert.deepEqual(await lacking({ datasetType: 'blobs', centers: '1' }), {})
  for (const datasetType of ['checkerboard', 'checkerboard_3d']) assert.deepEqual(await lacking({ datasetType }), {})
  const page = await post(`${root}ui/`, { datasetType: 'two_spirals', numTrainPoints: '1', noise: '' })
  assert.equal(page.statusCode, 200)
  assert.ok(page.body.includes(words[0] ?? ''))
})
