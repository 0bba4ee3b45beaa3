package media

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/uuid"

	"rialto/internal/db"
	"rialto/internal/errs"
	"rialto/internal/media/internal/mediadb"
)

// What a caller may see of uploads.
var (
	ErrUploadNotFound   = errs.New(errs.NotFound, "upload_not_found", "There is no such upload.")
	ErrUploadIncomplete = errs.New(errs.Conflict, "upload_incomplete", "The picture has not arrived. Send it to the upload's address first.")
	ErrTooManyUploads   = errs.New(errs.TooManyRequests, "too_many_uploads", "Too many uploads of the store are not complete. Complete them, or wait.").After(time.Minute)
)

const (
	incoming = "incoming/"
	// uploadWindow is for how long an address takes an upload.
	uploadWindow = 15 * time.Minute
	// receiveTimeout is for how long a picture may be on its way to us.
	receiveTimeout = 5 * time.Minute
	maxOpenUploads = 100
)

// Upload is an address that takes one picture, of exactly the type and the size
// that were said.
type Upload struct {
	ID        uuid.UUID
	URL       string // absolute, or a path on this server
	Method    string
	Headers   map[string]string // to be sent with it
	ExpiresAt time.Time
}

// StartInput is what Start needs: what is going to be sent.
type StartInput struct {
	StoreID     uuid.UUID
	ContentType string
	Bytes       int
}

// Start returns where a picture may be sent: to S3 itself where that is the
// store of files, else to us. It returns ErrTooManyUploads.
func (l *Library) Start(ctx context.Context, in StartInput) (Upload, error) {
	up := Upload{
		ID: uuid.New(), Method: http.MethodPut, Headers: map[string]string{"Content-Type": in.ContentType},
		ExpiresAt: l.Now().Add(uploadWindow).Truncate(time.Second),
	}
	if err := l.insertUpload(ctx, up.ID, in); err != nil {
		return Upload{}, err
	}
	b := l.pictures.bucket
	if b.signer == nil {
		up.URL = l.ticket(up.ID, in, up.ExpiresAt).url(l.Keys.First())
		return up, nil
	}
	var err error
	up.URL, err = b.signPut(ctx, incoming+up.ID.String(), in)
	return up, err
}

func (l *Library) insertUpload(ctx context.Context, id uuid.UUID, in StartInput) error {
	return db.InStoreTx(ctx, l.Pool, in.StoreID, func(tx db.Tx) error {
		n, err := l.q.CountOpenUploads(ctx, tx, mediadb.CountOpenUploadsParams{
			StoreID: in.StoreID, Since: l.Now().Add(-uploadWindow), Most: maxOpenUploads,
		})
		if err != nil {
			return fmt.Errorf("count uploads: %w", err)
		}
		if n >= maxOpenUploads {
			return ErrTooManyUploads
		}
		err = l.q.InsertUpload(ctx, tx, mediadb.InsertUploadParams{
			ID: id, StoreID: in.StoreID, ContentType: in.ContentType, Bytes: int32(in.Bytes), CreatedAt: l.Now(),
		})
		if err != nil {
			return fmt.Errorf("insert upload: %w", err)
		}
		return nil
	})
}

// signPut signs an address of S3. The SDK below gocloud is asked, which pins the
// type and the length: gocloud's own signature takes anything of any size.
func (b *bucket) signPut(ctx context.Context, name string, in StartInput) (string, error) {
	limited, cancel := context.WithTimeout(ctx, b.askTimeout) // credentials may have to be fetched
	defer cancel()
	size := int64(in.Bytes)
	req, err := b.signer.PresignPutObject(limited, &s3.PutObjectInput{
		Bucket: &b.name, Key: &name, ContentType: &in.ContentType, ContentLength: &size,
	}, s3.WithPresignExpires(uploadWindow))
	if err != nil {
		return "", ErrUnavailable.Because(fmt.Errorf("sign upload: %w", err))
	}
	return req.URL, nil
}

// CompleteInput names an upload and who completes it.
type CompleteInput struct{ Actor, StoreID, UploadID uuid.UUID }

// Complete makes the picture that was sent one of the store's. Once it has, it
// returns the same again. It returns ErrUploadNotFound, also for an upload of
// another store, ErrUploadIncomplete, and what Service.Put refuses: then the
// upload is over.
func (l *Library) Complete(ctx context.Context, in CompleteInput) (StoreImage, error) {
	up, done, err := l.upload(ctx, in)
	if err != nil || done != nil {
		return deref(done), err
	}
	b, name := l.pictures.bucket, incoming+in.UploadID.String()
	size, err := b.size(ctx, name)
	if errors.Is(err, errNoFile) {
		return StoreImage{}, ErrUploadIncomplete
	}
	if err != nil {
		return StoreImage{}, err
	}
	var img Image
	if size != int64(up.Bytes) {
		err = ErrInvalid // the address is signed for the size: only a store that does not look takes another
	} else {
		img, err = l.pictures.put(ctx, size, func() ([]byte, error) { return b.read(ctx, name) })
	}
	if err != nil {
		if e, ok := errs.As(err); ok && e.Kind == errs.Invalid {
			return StoreImage{}, errors.Join(err, l.drop(ctx, in))
		}
		return StoreImage{}, err
	}
	added, err := l.own(ctx, in.Actor, in.StoreID, img, func(tx db.Tx, image uuid.UUID) error {
		return l.q.CompleteUpload(ctx, tx, mediadb.CompleteUploadParams{ID: in.UploadID, ImageID: &image})
	})
	if err != nil {
		return StoreImage{}, err
	}
	_ = b.remove(ctx, name) // else the sweep does
	return added, nil
}

// upload returns the upload, and the picture it became if it is complete.
func (l *Library) upload(ctx context.Context, in CompleteInput) (up mediadb.UploadByIDRow, done *StoreImage, err error) {
	err = db.InStoreTx(ctx, l.Pool, in.StoreID, func(tx db.Tx) (err error) {
		done = nil
		up, err = l.q.UploadByID(ctx, tx, in.UploadID)
		if db.NoRows(err) {
			return ErrUploadNotFound
		}
		if err != nil {
			return fmt.Errorf("upload: %w", err)
		}
		if up.ImageID == nil {
			return nil
		}
		row, err := l.q.ImageByID(ctx, tx, *up.ImageID)
		if err != nil {
			return fmt.Errorf("picture of upload: %w", err)
		}
		image := storeImageFromRow(mediadb.AddImageRow(row))
		done = &image
		return nil
	})
	return up, done, err
}

// drop forgets an upload whose picture was refused.
func (l *Library) drop(ctx context.Context, in CompleteInput) error {
	err := db.InStoreTx(ctx, l.Pool, in.StoreID, func(tx db.Tx) error { return l.q.DeleteUpload(ctx, tx, in.UploadID) })
	if err != nil {
		return fmt.Errorf("drop upload: %w", err)
	}
	_ = l.pictures.bucket.remove(ctx, incoming+in.UploadID.String()) // else the sweep does
	return nil
}

func deref(i *StoreImage) StoreImage {
	if i == nil {
		return StoreImage{}
	}
	return *i
}

// ticket lets a picture into incoming/ through us. Like a signed address of S3
// it is for one name, type and size, and ends.
type ticket struct {
	id          uuid.UUID
	contentType string
	bytes       int
	until       int64
}

func (l *Library) ticket(id uuid.UUID, in StartInput, until time.Time) ticket {
	return ticket{id, in.ContentType, in.Bytes, until.Unix()}
}

func (t ticket) sign(key []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s\n%s\n%d\n%d", t.id, t.contentType, t.bytes, t.until)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (t ticket) url(key []byte) string {
	q := url.Values{
		"type": {t.contentType}, "bytes": {strconv.Itoa(t.bytes)}, "until": {strconv.FormatInt(t.until, 10)}, "signature": {t.sign(key)},
	}
	return urlPrefix + incoming + t.id.String() + "?" + q.Encode()
}

// checked is the ticket in a request, if we have signed it and it has not ended.
func (l *Library) checked(r *http.Request) (ticket, bool) {
	q := r.URL.Query()
	var t ticket
	var errOfID, errOfBytes, errOfUntil error
	t.id, errOfID = uuid.Parse(r.PathValue("uploadId"))
	t.bytes, errOfBytes = strconv.Atoi(q.Get("bytes"))
	t.until, errOfUntil = strconv.ParseInt(q.Get("until"), 10, 64)
	t.contentType = q.Get("type")
	if errors.Join(errOfID, errOfBytes, errOfUntil) != nil || l.Now().Unix() >= t.until {
		return ticket{}, false
	}
	for _, key := range l.Keys.All() {
		if hmac.Equal([]byte(t.sign(key)), []byte(q.Get("signature"))) {
			return t, true
		}
	}
	return ticket{}, false
}

// UploadPattern is where ReceiveUpload is, as a pattern of http.ServeMux.
const UploadPattern = "PUT " + urlPrefix + incoming + "{uploadId}"

// ReceiveUpload answers the addresses that Start makes where S3 does not: it
// takes what was announced, and as S3 does refuses anything else with 403.
func (l *Library) ReceiveUpload(w http.ResponseWriter, r *http.Request) {
	t, ok := l.checked(r)
	if !ok || r.Header.Get("Content-Type") != t.contentType || r.ContentLength != int64(t.bytes) {
		refuse(w, http.StatusForbidden)
		return
	}
	// A picture takes longer on a slow line than a request of the API may.
	control, until := http.NewResponseController(w), time.Now().Add(receiveTimeout)
	if err := errors.Join(control.SetReadDeadline(until), control.SetWriteDeadline(until.Add(usualMove))); err != nil {
		l.Log.ErrorContext(r.Context(), "an upload has no deadline of its own", "error", err)
	}
	err := l.pictures.bucket.receive(r.Context(), incoming+t.id.String(), r.Body, int64(t.bytes), t.contentType)
	switch {
	case err == nil:
		w.WriteHeader(http.StatusOK)
	case errors.Is(err, io.ErrUnexpectedEOF):
		refuse(w, http.StatusBadRequest)
	default:
		l.Log.WarnContext(r.Context(), "upload failed", "error", err)
		refuse(w, http.StatusServiceUnavailable)
	}
}

// UploadOrigin is where browsers send uploads to, "" when it is this server.
func (l *Library) UploadOrigin(ctx context.Context) (string, error) {
	b := l.pictures.bucket
	if b.signer == nil {
		return "", nil
	}
	signed, err := b.signPut(ctx, incoming+"x", StartInput{ContentType: "image/png", Bytes: 1})
	if err != nil {
		return "", err
	}
	u, err := url.Parse(signed)
	if err != nil {
		return "", fmt.Errorf("address of uploads: %w", err)
	}
	return u.Scheme + "://" + u.Host, nil
}
