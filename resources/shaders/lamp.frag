// A sun: a disc and eight rays with round ends, and a casing around them, for any background.

const float EIGHTH = 0.78539816;
const float DISC = 0.44, RAY_BEGIN = 0.66, RAY_HALF_WIDTH = 0.07;  // shares of the radius

in vec2 offset_pixels;

uniform float radius_pixels;
uniform float casing_pixels;
uniform float rays;
uniform float opacity;
uniform vec3 colour;
uniform vec3 casing;

out vec4 fragment;

void main() {
    vec2 p = offset_pixels / radius_pixels;
    float disc = length(p) - DISC;
    // All rays are one, seen from eight sides.
    float turn = length(p) > 0.0 ? round(atan(p.y, p.x) / EIGHTH) * EIGHTH : 0.0;
    vec2 q = vec2(cos(turn) * p.x + sin(turn) * p.y, cos(turn) * p.y - sin(turn) * p.x);
    float ray = length(q - vec2(clamp(q.x, RAY_BEGIN, rays - RAY_HALF_WIDTH), 0.0)) - RAY_HALF_WIDTH;
    float outside_pixels = min(disc, ray) * radius_pixels;
    float alpha = opacity * clamp(casing_pixels + 0.5 - outside_pixels, 0.0, 1.0);
    if (alpha < 0.01) discard;
    fragment = vec4(mix(casing, colour, clamp(0.5 - outside_pixels, 0.0, 1.0)), alpha);
}
