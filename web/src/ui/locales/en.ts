export default {
  "ui.close": "Close",
  "ui.decrease": "One less of {name}",
  "ui.increase": "One more of {name}",
  "ui.quantityOf": "Quantity of {name}",
  "ui.dismiss": "Dismiss",
  "ui.was": "was",
  "ui.now": "now",
  "ui.from": "from",
} as const;
