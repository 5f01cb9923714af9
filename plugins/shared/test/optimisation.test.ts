import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCsv } from '../../../src/apps/plugins/formats/csv.ts'
import { openRunner } from '../../../src/apps/plugins/test/support.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { fourFeatures, targetsOf } from './running.ts'

const callback = '?callback=http%3A%2F%2F127.0.0.1%3A9%2Fwebhook%2F'

test('RUN-8.3.19 RUN-9.8 objective functions and minimizers find each other through HTTP', async (t) => {
  const port = await freePort()
  const { post, get, settled, web } = await openRunner(t, {
    environment: {
      LYCEUM_RUNNER_BASE_URL: `http://127.0.0.1:${port}/runner`,
      LYCEUM_HTTP_ALLOW: `127.0.0.1:${port}`,
    },
  })
  await web.listen({ host: '127.0.0.1', port })
  const openObjective = async (identifier: string, form: Record<string, string>, values: string) => {
    const refused = await post(`/plugins/${identifier}/hyperparameter/`, form)
    assert.equal(refused.statusCode, 422, 'the callback is missing')
    const started = await post(`/plugins/${identifier}/hyperparameter/${callback}`, form)
    assert.equal(started.statusCode, 303, started.body)
    const address = String(started.headers.location)
    const asking = await settled(address)
    assert.equal(asking.steps?.at(-1)?.stepId, 'pass_data')
    await post(String(asking.steps?.at(-1)?.href), { features: fourFeatures, target: values })
    const ready = await settled(address)
    assert.equal(ready.steps?.at(-1)?.stepId, 'evaluate', ready.log)
    const links = Object.fromEntries(ready.links.map(({ type, href }) => [type, href]))
    return { address, links, evaluateStep: String(ready.steps?.at(-1)?.href) }
  }
  const evaluate = async (href: string | undefined, weights: unknown) => {
    const url = new URL(String(href)).pathname
    const answer = await web.inject({ method: 'POST', url, payload: { weights } })
    return { status: answer.statusCode, body: answer.json() }
  }

  const hinge = await openObjective('hinge-loss@v1-0-1', { c: '1' }, targetsOf(1, -1, 1, -1))
  assert.deepEqual((await get(hinge.links['of-weights'] ?? '')).json(), { weights: 2 })
  assert.deepEqual((await evaluate(hinge.links['of-evaluate'], [1, -0.5])).body, { loss: 1.5 })
  for (const wrong of [[1], [1, 'x'], 'many', [1, null]]) {
    assert.equal((await evaluate(hinge.links['of-evaluate'], wrong)).status, 422)
  }

  const network = await openObjective('neural-network@v1-0-2', { numberOfNeurons: '2' }, targetsOf(1, 0, 1, 0))
  const weights = [0.1, 0.2, -0.3, 0.4, 0.05, -0.05, 0.6, -0.7, 0.2]
  const both = (await evaluate(network.links['of-evaluate-combined'], weights)).body
  assert.ok(Math.abs(both.loss - 0.25117967) < 5e-9)
  assert.equal(both.gradient.length, 9)

  const ridge = await openObjective('ridge-loss@v1-0-1', { alpha: '0' }, targetsOf(1, 2, 3, 4))
  const minimizeWith = async (identifier: string, method: string, objective: { address: string }) => {
    const started = await post(`/plugins/${identifier}/process-setup/${callback}`, { method })
    const address = String(started.headers.location)
    const asking = await settled(address)
    assert.equal(asking.steps?.at(-1)?.stepId, 'minimize')
    const objectiveFunction = `http://127.0.0.1:${port}${objective.address}`
    const answer = await post(String(asking.steps?.at(-1)?.href), { objectiveFunction })
    assert.equal(answer.statusCode, 303, answer.body)
    return settled(address)
  }
  const found = await minimizeWith('scipy-minimizer@v1-0-1', 'nelder_mead', ridge)
  assert.equal(found.status, 'SUCCESS', found.log)
  assert.equal(found.outputs[0]?.name, 'final_weights_scipy_Nelder-Mead.csv')
  const [header, row] = parseCsv((await get(String(found.outputs[0]?.href))).body)
  assert.deepEqual(header, ['ID', 'href', 'x_0', 'x_1'])
  assert.equal(row?.[0], 'weights')
  assert.ok(Math.abs(Number(row?.[2]) - 1) < 1e-3 && Math.abs(Number(row?.[3]) - 2) < 1e-3, String(row))

  const learned = await minimizeWith('scipy-minimizer-grad@v1-0-1', 'bfgs', network)
  assert.equal(learned.outputs[0]?.name, 'final_weights_scipy_g_BFGS.csv', learned.log)
  assert.match((await minimizeWith('scipy-minimizer-grad@v1-0-1', 'cg', ridge)).log, /no link “of-evaluate-gradient”/)

  await post(ridge.evaluateStep)
  assert.equal((await settled(ridge.address)).status, 'SUCCESS')
  assert.equal((await evaluate(ridge.links['of-evaluate'], [1, 2])).status, 404, 'the links end with the step')
})
