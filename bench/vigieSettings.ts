// Settings of a Vigie whose parts are called without workerd.
export const CARD_KEY = "the key of the bench, thirty-two characters or more";
export const SETTINGS = {
  feed: "stream" as const,
  feedZone: "UTC",
  currency: "USD",
  reportZone: "UTC",
  publicUrl: null,
  reviewThreshold: null,
  declineThreshold: null,
  cardKey: CARD_KEY,
  mail: { apiKey: null, baseUrl: "", from: "", to: ["you@example.org"], dailyLimit: 100 },
  channels: [],
  alertOutcomes: ["decline" as const],
  origin: "real" as const,
};
