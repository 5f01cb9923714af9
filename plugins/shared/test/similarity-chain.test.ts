import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { zipOf } from '../../../src/apps/plugins/formats/zip.ts'
import { openRunner, type TaskResource } from '../../../src/apps/plugins/test/support.ts'
import { colours, dresses } from './chain.ts'

const jsonUrl = (value: unknown): string =>
  `data:application/json;base64,${Buffer.from(JSON.stringify(value)).toString('base64')}`

test('RUN-9.6 the similarity chain runs through HTTP, from taxonomies to places, with the reference values', async (t) => {
  const { post, get, settled } = await openRunner(t)
  const archive = await buffer(Readable.from(zipOf([['taxonomies/colours.json', [JSON.stringify(colours)]]])))
  const taxonomiesZipUrl = `data:application/zip;base64,${archive.toString('base64')}`
  const run = async (identifier: string, form: Record<string, string>): Promise<TaskResource> => {
    const answer = await post(`/plugins/${identifier}/process/`, form)
    assert.equal(answer.statusCode, 303, answer.body)
    return settled(String(answer.headers.location))
  }
  const resultOf = async (identifier: string, name: RegExp, form: Record<string, string>): Promise<string> => {
    const task = await run(identifier, form)
    assert.equal(task.status, 'SUCCESS', task.log)
    assert.match(task.outputs[0]?.name ?? '', name)
    return task.outputs[0]?.href ?? ''
  }

  const entitiesUrl = jsonUrl(dresses)
  const entitiesMetadataUrl = jsonUrl([
    { ID: 'color', type: 'ref', multiple: true, refTarget: 'taxonomies.zip:colours.json' },
  ])
  const elementSimilaritiesUrl = await resultOf('wu-palmer@v0-2-2', /^wu_palmer_without_root_\w+\.zip$/, {
    entitiesUrl,
    entitiesMetadataUrl,
    taxonomiesZipUrl,
    attributes: 'color',
  })
  const attributeSimilaritiesUrl = await resultOf('sym-max-mean@v0-1-3', /^sym_max_mean_\w+\.zip$/, {
    entitiesUrl,
    elementSimilaritiesUrl,
    attributes: 'color',
  })
  const attributeDistancesUrl = await resultOf('sim-to-dist-transformers@v0-2-2', /^transformers_attr_dist_.*\.zip$/, {
    attributeSimilaritiesUrl,
    attributes: 'color',
    transformer: 'square_inverse',
  })
  const aggregated = { attributeDistancesUrl, aggregator: 'mean' }
  const entityDistancesUrl = await resultOf(
    'distance-aggregator@v0-2-2',
    /^entity_distances_aggregator_mean_from_.*\.json$/,
    {
      ...aggregated,
      missingDataHandling: 'mean',
    },
  )

  const rows = (await get(entityDistancesUrl)).json() as { ID: string; distance: number }[]
  const distance = (id: string): number => rows.find(({ ID }) => ID === id)?.distance ?? Number.NaN
  assert.equal(rows.length, 10)
  assert.equal(distance('e1_e2'), 0.5)
  assert.ok(Math.abs(distance('e2_e4') - Math.sqrt(1 - 0.375)) < 1e-12)
  assert.ok(Math.abs(distance('e3_e3') - 0.5878410461) < 1e-10)
  const without = await resultOf('distance-aggregator@v0-2-2', /json$/, {
    ...aggregated,
    missingDataHandling: 'ignore',
  })
  assert.equal((await get(without)).json().length, 9)

  const placesUrl = await resultOf('mds@v0-2-2', /^entity_points_mds/, { entityDistancesUrl })
  assert.equal((await get(placesUrl)).json().length, 4)

  const bare = await run('wu-palmer@v0-2-2', { entitiesUrl, entitiesMetadataUrl, taxonomiesZipUrl, attributes: 'size' })
  assert.match(bare.log, /no taxonomy for the attribute “size”/)
  const broken = await run('distance-aggregator@v0-2-2', {
    ...aggregated,
    attributeDistancesUrl: jsonUrl([]),
    missingDataHandling: 'max',
  })
  assert.match(broken.log, /is no ZIP archive/)
})
