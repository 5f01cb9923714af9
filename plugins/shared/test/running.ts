import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { openRunner, type TaskResource, type TestRunner } from '../../../src/apps/plugins/test/support.ts'

/** A runner with short words for what tests of plugins do again and again. */
export type PluginRunner = TestRunner &
  Readonly<{
    /** Sends a form to a path below `/plugins/`, and waits until its task has ended or asks for more. */
    run: (path: string, form?: Readonly<Record<string, string | readonly string[]>>) => Promise<TaskResource>
    /** The text of the result whose name matches. */
    result: (task: TaskResource, name: RegExp) => Promise<string>
  }>

export async function openPlugins(t: TestContext, environment: Record<string, string> = {}): Promise<PluginRunner> {
  const runner = await openRunner(t, { environment })
  const run: PluginRunner['run'] = async (path, form = {}) => {
    const answer = await runner.web.inject({
      method: 'POST',
      url: `/runner/plugins/${path}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(
        Object.entries(form).flatMap(([name, sent]) => [sent].flat().map((one) => [name, one])),
      ).toString(),
    })
    assert.equal(answer.statusCode, 303, answer.body)
    return runner.settled(String(answer.headers.location))
  }
  const result: PluginRunner['result'] = async (task, name) => {
    assert.equal(task.status, 'SUCCESS', task.log)
    const output = task.outputs.find((one) => name.test(one.name))
    assert.ok(output, `${name} among ${task.outputs.map((one) => one.name)}`)
    return (await runner.get(output.href)).body
  }
  return { ...runner, run, result }
}

export const dataOf = (contentType: string, content: string | Uint8Array): string =>
  `data:${contentType};base64,${Buffer.from(content).toString('base64')}`

export const jsonOf = (value: unknown): string => dataOf('application/json', JSON.stringify(value))

/** Features of four entities and targets for them, as objective functions take them. */
export const fourFeatures = jsonOf([
  { ID: '1', x0: 1, x1: 0 },
  { ID: '2', x0: 0, x1: 1 },
  { ID: '3', x0: 1, x1: 1 },
  { ID: '4', x0: 2, x1: 1 },
])
export const targetsOf = (...values: number[]): string => jsonOf(values.map((y, at) => ({ ID: String(at + 1), y })))
