import type { FastifyReply } from 'fastify'
import { readFormBody } from '../../../platform/web/form-body.ts'
import { listSteps } from '../queries/tasks.ts'
import type { EndpointResponse } from '../sdk/plugin.ts'
import { react } from '../tasks/starting.ts'
import { askChild } from './asking-child.ts'
import { bodyText } from './bodies.ts'
import { RunnerError } from './errors.ts'
import type { Addressed } from './form-routes.ts'
import { sortedJson } from './json.ts'
import { findVisibleTask } from './task-routes.ts'

/** Answers an address of the plugin's own by its code, in a process of its own. */
export async function answerEndpoint(addressed: Addressed, name: string): Promise<FastifyReply> {
  const { platform, plugin, asker, request, reply, params } = addressed
  const task = params.task === undefined ? undefined : await findVisibleTask(platform, asker, params.task)
  if (task && task.plugin !== plugin.identifier) throw new RunnerError(404, 'Task not found.')
  const steps = task ? await listSteps(platform.db, task.seq) : []
  const result = await askChild(addressed, {
    kind: 'endpoint',
    name,
    values: { params, query: request.query, body: bodyOf(addressed) },
    task,
    stepId: steps.find((step) => step.cleared_at === null)?.step_id ?? null,
    react: async (reaction, values) => {
      if (!task) throw new TypeError('Only an address with :task can start a reaction.')
      await react(platform, task, reaction, values)
    },
  })
  return send(reply, (result ?? {}) as EndpointResponse)
}

function bodyOf({ request }: Addressed): unknown {
  const text = bodyText(request)
  if (text === '') return undefined
  if (/^application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '')) return readFormBody(text)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function send(reply: FastifyReply, { status = 200, body, contentType, location }: EndpointResponse): FastifyReply {
  reply.code(Number.isInteger(status) && status >= 200 && status < 600 ? status : 500)
  reply.header('content-security-policy', "sandbox; default-src 'none'")
  if (location !== undefined) reply.header('location', encodeURI(location))
  if (body === undefined) return reply.send()
  if (typeof body === 'string') return reply.type(contentType ?? 'text/plain; charset=utf-8').send(body)
  if (body instanceof Uint8Array) return reply.type(contentType ?? 'application/octet-stream').send(Buffer.from(body))
  return reply.type(contentType ?? 'application/json').send(sortedJson(body))
}
