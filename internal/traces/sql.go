package traces

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// SQL makes a span of each statement, under the name that its first line gives it:
// "-- name: TakeStock :execrows". Others are called by their first word alone: a text
// that is put together may hold what is looked for.
type SQL struct{}

var (
	_ pgx.QueryTracer    = SQL{}
	_ pgx.BatchTracer    = SQL{}
	_ pgx.CopyFromTracer = SQL{}
)

type sqlKey struct{}

func startSQL(ctx context.Context, name string) context.Context {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return ctx
	}
	under, span := Under(ctx, name, trace.SpanKindClient, attribute.String("db.system.name", "postgresql"), attribute.String("db.query.summary", name))
	return context.WithValue(under, sqlKey{}, span)
}

func endSQL(ctx context.Context, rows int64, err error) {
	if span, ok := ctx.Value(sqlKey{}).(trace.Span); ok {
		span.SetAttributes(attribute.Int64("db.response.returned_rows", rows))
		End(span, err)
	}
}

// TraceQueryStart implements pgx.QueryTracer.
func (SQL) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	return startSQL(ctx, nameOf(q.SQL))
}

// TraceQueryEnd implements pgx.QueryTracer.
func (SQL) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryEndData) {
	endSQL(ctx, q.CommandTag.RowsAffected(), q.Err)
}

// TraceBatchStart implements pgx.BatchTracer.
func (SQL) TraceBatchStart(ctx context.Context, _ *pgx.Conn, b pgx.TraceBatchStartData) context.Context {
	name := "batch"
	if len(b.Batch.QueuedQueries) > 0 {
		name += " " + nameOf(b.Batch.QueuedQueries[0].SQL)
	}
	return startSQL(ctx, name)
}

// TraceBatchQuery implements pgx.BatchTracer.
func (SQL) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (SQL) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, b pgx.TraceBatchEndData) {
	endSQL(ctx, 0, b.Err)
}

// TraceCopyFromStart implements pgx.CopyFromTracer.
func (SQL) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, c pgx.TraceCopyFromStartData) context.Context {
	return startSQL(ctx, "COPY "+strings.Join(c.TableName, "."))
}

// TraceCopyFromEnd implements pgx.CopyFromTracer.
func (SQL) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, c pgx.TraceCopyFromEndData) {
	endSQL(ctx, c.CommandTag.RowsAffected(), c.Err)
}

func nameOf(sql string) string {
	if rest, named := strings.CutPrefix(sql, "-- name: "); named {
		name, _, _ := strings.Cut(rest, " ")
		return name
	}
	sql = strings.TrimSpace(sql)
	end := strings.IndexFunc(sql, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') })
	if end < 0 {
		end = len(sql)
	}
	if end == 0 || end > len("DEALLOCATE") {
		return "statement"
	}
	return strings.ToUpper(sql[:end])
}
