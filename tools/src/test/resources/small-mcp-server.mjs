// A server of the Model Context Protocol, by hand, for what the protocol's own servers cannot be made to do:
// `wait` never answers, `learn` gives it one more tool, `leave` ends it but leaves somebody behind who holds its output
// open, and what it is told is written to the file that it is given.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [, , file] = process.argv
const tools = ['wait', 'learn', 'leave'].map(name => ({ name, inputSchema: { type: 'object' } }))
const send = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')
const answers = {
  initialize: params => ({
    protocolVersion: params.protocolVersion,
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: 'small', version: '1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line)
  appendFileSync(file, JSON.stringify({ id, method, params }) + '\n')
  if (method in answers) {
    send({ id, result: answers[method](params) })
  } else if (method === 'tools/call' && params.name === 'learn') {
    tools.push({ name: 'learned', inputSchema: { type: 'object' } })
    send({ method: 'notifications/tools/list_changed' })
    send({ id, result: { content: [{ type: 'text', text: 'done' }] } })
  } else if (method === 'tools/call' && params.name === 'leave') {
    spawn('sleep', ['30'], { stdio: 'inherit' }).on('spawn', () => process.exit())
  }
})
