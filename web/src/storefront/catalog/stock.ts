/** From this many units on, the rest is told: "Only 3 left". */
export const LOW_STOCK = 5;

export const isLow = (quantity: number) => quantity > 0 && quantity <= LOW_STOCK;
