/**
 * Law 2: a world is a function of its seed. Nothing in `protocol`, `actors`
 * and `sim` may wait on a promise: a run is drained synchronously.
 */
const noAsync = {
  meta: { type: "problem", messages: { async: "Law 2: no async/await here; use Effect, which the kernel drains in its own order." } },
  create(context) {
    const check = (node) => {
      if (node.async) context.report({ node, messageId: "async" })
    }
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      AwaitExpression(node) {
        context.report({ node, messageId: "async" })
      },
      ForOfStatement(node) {
        if (node.await) context.report({ node, messageId: "async" })
      }
    }
  }
}

/** `crypto.randomBytes`, `randomUUID`, `getRandomValues` … by whatever name they were imported. */
const noCryptoRandom = {
  meta: { type: "problem", messages: { random: "Law 2: draw from `SecureRandom` or `Random`, which a world seeds." } },
  create(context) {
    const forbidden = /^(random[A-Z].*|getRandomValues|generateKey.*|generatePrime.*)$/
    return {
      MemberExpression(node) {
        if (!node.computed && /^(crypto|nodeCrypto|webcrypto)$/.test(node.object?.name ?? "") && forbidden.test(node.property.name)) {
          context.report({ node, messageId: "random" })
        }
      },
      ImportDeclaration(node) {
        if (!/^(node:)?crypto$/.test(node.source.value)) return
        for (const s of node.specifiers) {
          if (s.type === "ImportSpecifier" && forbidden.test(s.imported.name)) context.report({ node: s, messageId: "random" })
        }
      }
    }
  }
}

/** `new Date()` reads the machine's clock; `new Date(millis)` does not. */
const noWallClock = {
  meta: { type: "problem", messages: { now: "Law 2: `new Date()` reads the machine's clock; take the time from `Clock`." } },
  create(context) {
    const check = (node) => {
      if (node.callee.name === "Date" && node.arguments.length === 0) context.report({ node, messageId: "now" })
    }
    return { NewExpression: check, CallExpression: check }
  }
}

export default {
  meta: { name: "determinism" },
  rules: { "no-async": noAsync, "no-crypto-random": noCryptoRandom, "no-wall-clock": noWallClock }
}
