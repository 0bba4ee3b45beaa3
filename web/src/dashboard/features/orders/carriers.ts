/** The carriers that the API knows by a word, and what people call them. */
export const CARRIERS: readonly (readonly [word: string, name: string])[] = [
  ["dhl", "DHL"],
  ["dpd", "DPD"],
  ["ups", "UPS"],
  ["gls", "GLS"],
  ["hermes", "Hermes"],
  ["fedex", "FedEx"],
  ["deutsche-post", "Deutsche Post"],
  ["austrian-post", "Austrian Post"],
  ["swiss-post", "Swiss Post"],
  ["bpost", "bpost"],
  ["correos", "Correos"],
  ["evri", "Evri"],
  ["la-poste", "La Poste"],
  ["poste-it", "Poste Italiane"],
  ["postnl", "PostNL"],
  ["royal-mail", "Royal Mail"],
  ["usps", "USPS"],
];

export const isKnown = (carrier: string) => CARRIERS.some(([word]) => word === carrier);
