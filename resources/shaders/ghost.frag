// The target: denser towards its outline, like a soap film, and opaque at full opacity.

in Surface {
    vec3 position;
    vec3 normal;
    float value;
} surface;

uniform vec3 eye;
uniform vec3 key_direction;
uniform vec3 colour;
uniform float opacity;

out vec4 fragment;

void main() {
    vec3 towards_eye = normalize(eye - surface.position);
    vec3 normal = normalize(surface.normal);
    float facing = abs(dot(normal, towards_eye));
    float grazing = 1.0 - facing;
    float film = 0.62 + 1.1 * grazing * grazing;
    float key = max(dot(gl_FrontFacing ? normal : -normal, key_direction), 0.0);
    vec3 lit = sqrt(colour * colour * (0.42 + 0.72 * key));
    fragment = vec4(lit, clamp(opacity * mix(film, 1.0, opacity), 0.0, 1.0));
}
