package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// httpConn is one kept-alive connection of a client that costs little: what
// net/http's client uses up on the same machine would make every server look
// alike.
type httpConn struct {
	address string
	conn    net.Conn
	in      *bufio.Reader
	body    []byte
}

// callWithin is how long an answer may take before it counts as a failure.
const callWithin = 30 * time.Second

// requestText is a whole request, to be sent as it is.
func requestText(method, address, path, body string, header ...string) []byte {
	if body != "" {
		header = append(header, "Content-Type", "application/json")
	}
	return requestOf(method, address, path, body, header...)
}

// formText is a form as a browser sends it.
func formText(address, path string, form url.Values) []byte {
	return requestOf("POST", address, path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func requestOf(method, address, path, body string, header ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, address)
	for i := 0; i < len(header); i += 2 {
		fmt.Fprintf(&b, "%s: %s\r\n", header[i], header[i+1])
	}
	if body != "" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.WriteString(body)
	return b.Bytes()
}

// call sends a request and returns status and body; the body is overwritten by
// the next call. After an error the next call opens another connection.
func (c *httpConn) call(request []byte) (status int, body []byte, err error) {
	if c.conn == nil {
		dialer := net.Dialer{Timeout: callWithin}
		if c.conn, err = dialer.DialContext(context.Background(), "tcp", c.address); err != nil {
			return 0, nil, err
		}
		c.in = bufio.NewReaderSize(c.conn, 64<<10)
	}
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	if err := c.conn.SetDeadline(time.Now().Add(callWithin)); err != nil {
		return 0, nil, err
	}
	if _, err := c.conn.Write(request); err != nil {
		return 0, nil, err
	}
	return c.read()
}

func (c *httpConn) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// read reads an answer: a body of known length, in chunks, or none.
func (c *httpConn) read() (int, []byte, error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < len("HTTP/1.1 200") {
		return 0, nil, fmt.Errorf("strange answer %q", line)
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, nil, err
	}
	length, chunked, ends := 0, false, false
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, nil, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch strings.ToLower(string(name)) {
		case "content-length":
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, nil, err
			}
		case "transfer-encoding":
			chunked = string(value) == "chunked"
		case "connection":
			ends = string(value) == "close"
		}
	}
	c.body = c.body[:0]
	if chunked {
		err = c.readChunks()
	} else {
		err = c.readBytes(length)
	}
	if ends {
		c.close()
	}
	return status, c.body, err
}

func (c *httpConn) readBytes(n int) error {
	at := len(c.body)
	c.body = append(c.body, make([]byte, n)...)
	_, err := io.ReadFull(c.in, c.body[at:])
	return err
}

func (c *httpConn) readChunks() error {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(line)), 16, 32)
		if err != nil {
			return err
		}
		if err := c.readBytes(int(n)); err != nil {
			return err
		}
		if _, err := c.in.Discard(len("\r\n")); err != nil || n == 0 {
			return err
		}
	}
}
