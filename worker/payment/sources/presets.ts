// The systems that need no mapping of one's own.
import { adyen } from "./adyen.ts";
import { checkout } from "./checkout.ts";
import type { Preset } from "./preset.ts";
import { shopify } from "./shopify.ts";
import { stripe } from "./stripe.ts";
import { woocommerce } from "./woocommerce.ts";

export const PRESETS: readonly Preset[] = [stripe, adyen, checkout, shopify, woocommerce];

export function presetOf(name: string): Preset | null {
  return PRESETS.find((preset) => preset.name === name) ?? null;
}
