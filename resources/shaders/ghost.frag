// The target: denser towards its outline, like a soap film, and opaque at full opacity. With COLOUR, ALBEDO or SHADING
// defined it is painted and lit as the mesh is.

in Surface {
    vec3 position;
    vec3 normal;
    float value;
    vec3 paint;
} surface;

uniform vec3 eye;
uniform vec3 key_direction;
uniform vec3 colour;
uniform float opacity;

#include "scene_colour.glsl"

out vec4 fragment;

void main() {
    vec3 towards_eye = normalize(eye - surface.position);
    vec3 normal = normalize(surface.normal);
    float facing = abs(dot(normal, towards_eye));
    float grazing = 1.0 - facing;
    float film = 0.62 + 1.1 * grazing * grazing;
    vec3 seen = gl_FrontFacing ? normal : -normal;
#if defined(COLOUR)
    vec3 lit = encoded(albedo_of(surface.paint) * shading_of(seen));
#elif defined(ALBEDO)
    vec3 lit = encoded(albedo_of(surface.paint));
#elif defined(SHADING)
    vec3 lit = encoded(shading_of(seen));
#else
    float key = max(dot(seen, key_direction), 0.0);
    vec3 lit = sqrt(colour * colour * (0.42 + 0.72 * key));
#endif
    fragment = vec4(lit, clamp(opacity * mix(film, 1.0, opacity), 0.0, 1.0));
}
