export default {
  "storeAbout.holiday": "{name} is on holiday",
  "storeAbout.holidayUntil": "{name} is on holiday and sells again from {date}",
  "storeAbout.holidayText": "You can look around; nothing can be bought until then.",
  "storeAbout.title": "Good to know",
  "storeAbout.shipping": "Shipping",
  "storeAbout.returns": "Returns",
  "storeAbout.privacy": "Privacy",
  "storeAbout.imprint": "Who sells here",
  "storeAbout.register": "Register",
  "storeAbout.vatId": "VAT number",
} as const;
