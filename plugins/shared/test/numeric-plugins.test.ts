import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCsv } from '../../../src/apps/plugins/formats/csv.ts'
import { openRunner, type TaskResource } from '../../../src/apps/plugins/test/support.ts'

const dataOf = (type: string, text: string): string => `data:${type};base64,${Buffer.from(text).toString('base64')}`
const vectors = dataOf(
  'application/json',
  JSON.stringify([
    { ID: 'a', href: '', dim0: 0, dim1: 0 },
    { ID: 'b', href: '', dim0: 0.1, dim1: 0 },
    { ID: 'c', href: '', dim0: 0, dim1: 0.1 },
    { ID: 'd', href: '', dim0: 9, dim1: 9 },
    { ID: 'e', href: '', dim0: 9.1, dim1: 9 },
    { ID: 'f', href: '', dim0: 9, dim1: 9.1 },
  ]),
)
const table = dataOf('text/csv', '"ID","href","x","y"\r\n"a","","0","0"\r\n"b","","1","1"\r\n"c","","9","9"\r\n')
const pair = (entity_1_ID: string, entity_2_ID: string, distance: number) => ({ entity_1_ID, entity_2_ID, distance })
const distances = dataOf(
  'application/json',
  JSON.stringify([pair('a', 'b', 1), pair('b', 'c', 1), pair('c', 'a', 2), pair('a', 'a', 0)]),
)

test('RUN-8.3.10 RUN-8.3.11 RUN-8.3.12 clustering, scaling and components run through HTTP', async (t) => {
  const { post, get, settled } = await openRunner(t)
  const run = async (identifier: string, form: Record<string, string>): Promise<TaskResource> => {
    const answer = await post(`/plugins/${identifier}/process/`, form)
    assert.equal(answer.statusCode, 303, answer.body)
    return settled(String(answer.headers.location))
  }
  const bodyOf = async (task: TaskResource, name: RegExp): Promise<string> => {
    const output = task.outputs.find((one) => name.test(one.name))
    assert.ok(output, `${name} among ${task.outputs.map((one) => one.name)}; ${task.log}`)
    return (await get(output.href)).body
  }

  for (const [identifier, info, form] of [
    ['classical-k-means@v0-1-2', 'c-k-means_clusters_2', {}],
    ['classical-k-medoids@v0-1-2', 'c-k-medoids_clusters_2', { methodEnum: 'pam', initEnum: 'build' }],
    ['optics@v0-1-2', 'optics_xi', { minSamples: '2', minClusterSize: '3' }],
  ] as const) {
    const task = await run(identifier, { entityPointsUrl: vectors, visualize: 'on', ...form })
    assert.equal(task.status, 'SUCCESS', task.log)
    const labels = JSON.parse(await bodyOf(task, new RegExp(`^labels_${info}_from_.*\\.json$`)))
    assert.deepEqual(Object.keys(labels[0]), ['ID', 'href', 'label'])
    const [a, b, c, d, e, f] = labels.map(({ label }: { label: number }) => label)
    assert.ok(a === b && b === c && d === e && e === f && a !== d, `${identifier}: ${JSON.stringify(labels)}`)
    assert.match(await bodyOf(task, /^cluster_plot_.*\.html$/), /<svg .*<title>a: \d<\/title>/s)
  }

  const placed = await run('mds@v0-2-2', { entityDistancesUrl: distances })
  const places = JSON.parse(await bodyOf(placed, /^entity_points_mds_dim_2_metric_metric_from_.*\.json$/))
  const apart = Math.hypot(places[0].dim0 - places[2].dim0, places[0].dim1 - places[2].dim1)
  assert.ok(Math.abs(apart - 2) < 0.02, `${apart}`)

  const fitted = await run('pca@v0-2-3', { entityPointsUrl: table })
  assert.equal(fitted.status, 'SUCCESS', fitted.log)
  const [metadata] = JSON.parse(await bodyOf(fitted, /^pca_metadata_pca_type_normal_dim_1_from_.*\.json$/))
  assert.deepEqual(Object.keys(metadata), ['type', 'components', 'mean', 'explained_variance'])
  const rows = parseCsv(await bodyOf(fitted, /^transformed_entity_points.*\.csv$/))
  assert.deepEqual(rows[0], ['ID', 'href', 'dim0'])
  assert.ok(Math.abs(Math.abs(Number(rows[3]?.[2])) - (17 / 3) * Math.SQRT2) < 1e-9)

  const kernel = ['a', 'b'].flatMap((one) =>
    ['a', 'b'].map((two) => ({ entity_1_ID: one, entity_2_ID: two, kernel: one === two ? 1 : 0.2 })),
  )
  const precomputed = {
    pcaType: 'kernel',
    kernel: 'precomputed',
    kernelUrl: dataOf('application/json', JSON.stringify(kernel)),
  }
  assert.equal((await run('pca@v0-2-3', precomputed)).status, 'SUCCESS')

  const failed = await run('classical-k-means@v0-1-2', { entityPointsUrl: vectors, numClusters: '7' })
  assert.equal(failed.status, 'FAILURE')
  assert.match(failed.log, /6 points cannot be divided into 7 clusters/)
  const twice = dataOf('application/json', '[{"ID":"a","x":1},{"ID":"a","x":2}]')
  assert.match((await run('pca@v0-2-3', { entityPointsUrl: twice })).log, /the ID “a” comes twice/)
})
