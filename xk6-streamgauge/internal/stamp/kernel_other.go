//go:build !linux

package stamp

import "errors"

const oobBytes = 0

var errLinuxOnly = errors.New("only on Linux")

// KernelStamps is not to be had here: reads are stamped when they return.
func KernelStamps(uintptr) error { return nil }

// ReceiveBuffer is not to be had here.
func ReceiveBuffer(uintptr, int) error { return errLinuxOnly }

func (c *Conn) enableKernel() {}

func (c *Conn) readKernel(p []byte) (int, error) { return c.Conn.Read(p) }

// Unread is not to be had here.
func (c *Conn) Unread() (int64, bool) { return 0, false }
