import type { components } from "@api/schema";

type Schemas = components["schemas"];
export type Figures = Schemas["SalesFigures"];
export type Money = Schemas["Money"];
export type Sales = Schemas["SalesPeriod"];
export type TopProduct = Schemas["TopProduct"];
export type TopStore = Schemas["TopStore"];
export type StockValue = Schemas["StockValue"];
