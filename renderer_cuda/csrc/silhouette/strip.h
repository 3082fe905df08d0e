// SPDX-License-Identifier: MIT
// A strip of image rows, the unit of work of the pixel stage on the CPU, and its vectorised inner loops.
#pragma once

#include <stdint.h>

namespace photosculpture {

// Pixels are visited in blocks of this many: whole vectors, no remainder loops. A pixel too many does no harm, the
// distance to a piece is right everywhere.
constexpr int kBlock = 8;

// A piece of the exposed outline: the pixels whose nearest point lies inside one interval (a rectangle along it), or at
// one of its ends (a wedge of a disc). `length` is 0 at an end.
template <class T>
struct OutlinePiece {
  T x, y;                    // start, pixels
  T along_x, along_y;        // unit direction
  T length;                  // pixels
  T limit_x[2], limit_y[2];  // at an end: unit directions into the intervals that meet here; pixels ahead are theirs
  int32_t segment;
  bool is_end;
};

// Nearest outline so far for every pixel of the strip. A block holds values only where its bit in `touched` is set.
template <class T>
struct Strip {
  int32_t first_row, rows, width, stride;  // stride: pixels a row, a multiple of kBlock
  T reach;                                 // pixels
  T* squared_distance;                     // (rows, stride)
  int32_t* segment;                        // (rows, stride)
  uint64_t* touched;                       // (rows, words)
  int32_t words;
};

// What a strip's band becomes: for each pixel in reach of the outline its index in the image, its nearest segment as
// 2 * segment + is_inside, and d value / d distance.
template <class T>
struct Band {
  int32_t* pixel;
  int32_t* segment;
  T* slope;
  int32_t count;
};

// Softness in pixels, or 0: write signed distance instead of coverage.
template <class T>
struct StripKernels {
  void (*measure)(const OutlinePiece<T>* pieces, const int32_t* order, int32_t count, Strip<T>& strip);
  void (*collect)(const Strip<T>& strip, T softness, T inside_value, int32_t pixel_base, T* image, Band<T>& band);
};

// For the instruction set at hand.
template <class T>
const StripKernels<T>& strip_kernels();

}  // namespace photosculpture
