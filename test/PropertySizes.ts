/**
 * Before every test file: what a property draws grows as long, and as deep, as
 * the property says. By itself fast-check stops at `2 * minLength + 10`,
 * whatever `maxLength` allows.
 */
import * as fc from "fast-check"

fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true })
