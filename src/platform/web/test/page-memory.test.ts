import assert from 'node:assert/strict'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { memoryFor } from '../page-memory.ts'

const answer = () => ({ raw: new ServerResponse(new IncomingMessage(new Socket())) })

test('memory of a page is used again once the page has left, and not before', () => {
  const [first, second, third] = [answer(), answer(), answer()]
  const memory = memoryFor(first, 10)
  assert.equal(memory.length, 10)
  assert.notEqual(memoryFor(second, 10).buffer, memory.buffer, 'the first is still on its way')

  first.raw.emit('finish')
  assert.equal(memoryFor(third, 20).buffer, memory.buffer)
})

test('a page that says twice that it has left gives its memory back once', () => {
  const [first, second, third] = [answer(), answer(), answer()]
  memoryFor(first, 10)
  first.raw.emit('finish')
  first.raw.emit('finish')
  assert.notEqual(memoryFor(second, 10).buffer, memoryFor(third, 10).buffer)
})

test('the longest pages have memory of their own', () => {
  const page = answer()
  const memory = memoryFor(page, 1_000_000)
  page.raw.emit('finish')
  assert.equal(memory.length, 1_000_000)
  assert.notEqual(memoryFor(answer(), 1_000_000).buffer, memory.buffer)
})
